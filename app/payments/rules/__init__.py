"""The rules of the payment proposal: pure, in whole fen, inside the limits of the law."""
