using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>What became of an alert, for other programs.</summary>
public enum AlertHappening { Opened, Reopened, Acknowledged, Released, Resolved, SeverityChanged }

/// <summary>
/// What other programs are told, as it is sent: the same fields for as long as its format is 1. The sequence grows with each change of
/// that alert, so that who gets an older one later can tell.
/// </summary>
public sealed record AlertReport(int Format, AlertHappening Event, DateTimeOffset At, long Sequence, ReportedAlert Alert)
{
    /// <summary>As deliveries name them beside Slack and Discord. Which there are is the bot's to know, who has their secrets.</summary>
    public const string Platform = "webhook";

    /// <summary>Said to all of them, in order for each alert, once the change is committed.</summary>
    internal static Task Say(Work work, Alert alert, AlertHappening happening, string? acknowledgedBy, CancellationToken cancel)
    {
        var report = new AlertReport(1, happening, work.Now, alert.Version, new(alert.Id, alert.Number, alert.Kind, alert.Severity,
            alert.State, alert.Heading, alert.Detail, alert.OpenedAt, alert.Reopened, alert.AcknowledgedAt, acknowledgedBy,
            alert.ResolvedAt, alert.Resolution));
        return work.Say($"alert-report:{alert.Id.Value:n}:{alert.Version}:{happening.Snake()}",
            new To.Place(new ChatPlace(Platform, PlaceKind.Channel, $"{alert.Id.Value:n}")),
            // The one part is the body, letter by letter as it is signed.
            new Reply(happening.Snake()) { Parts = [new Verbatim(Json.Text(report))] }, cancel);
    }
}

public sealed record ReportedAlert(
    AlertId Id, long Number, AlertKind Kind, Severity Severity, AlertState State, string Heading, string? Detail, DateTimeOffset OpenedAt,
    int Reopened, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? ResolvedAt, string? Resolution);
