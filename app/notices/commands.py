"""flask notices deliver, flask notices queues."""

import click
from flask import Flask

from app.notices.actions.deliveries import deliver
from app.notices.queries.channels import count_deliveries, list_channels
from app.notices.rules.channels import DeliveryState


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(notices)


@click.group()
def notices() -> None:
    """Notices and the channels by which they leave."""


@notices.command("deliver")
def deliver_now() -> None:
    """Send what waits in the queues and is due, as the scheduler does every minute."""
    click.echo(deliver())


@notices.command("queues")
def show_queues() -> None:
    """Say of every channel how much waits and what went wrong last."""
    counts = count_deliveries(list(DeliveryState))
    for channel in list_channels():
        waiting = counts.get((channel.id, DeliveryState.WAITING), 0)
        failed = counts.get((channel.id, DeliveryState.FAILED), 0)
        trouble = channel.trouble.label.english if channel.trouble else ""
        click.echo(f"{channel.name}: {waiting} waiting, {failed} failed. {trouble}".strip())
