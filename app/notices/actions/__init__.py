"""What people and other rooms do with notices."""

from app.notices.actions.sending import confirm_read, send_notice, withdraw_notice

__all__ = ["confirm_read", "send_notice", "withdraw_notice"]
