using OpsBot.Core.Replies;

namespace OpsBot.Core.Alerts;

/// <summary>What can be clicked about any alert, the same wherever it is shown.</summary>
static class AlertButtons
{
    /// <summary>While it is open; when it is over there is nothing to remedy.</summary>
    public static IReadOnlyList<Button> For(Alert alert) => alert.IsOpen ?
    [
        .. Acknowledge(alert.Number).If(alert.State == AlertState.Open),
        alert.SnoozedUntil is null ? Snooze(alert.Number) : Wake(alert.Number),
    ] : [];

    public static Button Acknowledge(long number) =>
        new("Acknowledge", $"/alert ack {number}") { Look = Look.Primary, Spoken = $"Acknowledge alert {number}" };

    public static Button Snooze(long number) => new("Snooze", $"/alert snooze {number}") { Spoken = $"Snooze alert {number}" };

    public static Button Wake(long number) =>
        new("End snooze", $"/alert unsnooze {number}") { Spoken = $"End the snooze of alert {number}" };

    public static Button Timeline(Alert alert) =>
        new("Timeline", $"/alert show {alert.Number}") { Spoken = $"Timeline of alert {alert.Number}" };
}
