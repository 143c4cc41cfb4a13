using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using S = OpsBot.Core.Alerts.AlertState;

namespace OpsBot.Core.Alerts;

/// <summary>What sort of thing is wrong.</summary>
public enum AlertKind { Server, Region, Host, Provider, Instance, Job, Duty, Cost, Approval, Test }

public enum Severity { Warning, Critical }

public enum AlertState
{
    Open,
    [AlsoCalled("acked", "taken")] Acknowledged,
    [AlsoCalled("over", "closed")] Resolved,
}

/// <summary>The life of an alert: every legal move, and nothing else.</summary>
public static class AlertLife
{
    public static readonly Move<S>
        Acknowledge = new("acknowledge", [S.Open]) { Done = S.Acknowledged },
        Release = new("release", [S.Acknowledged]) { Done = S.Open },
        Resolve = new("resolve", [S.Open, S.Acknowledged]) { Done = S.Resolved },
        Reopen = new("reopen", [S.Resolved]) { Done = S.Open };

    public static readonly Life<S> Of = new("an alert", S.Open, null, Acknowledge, Release, Resolve, Reopen);

    extension(Severity severity)
    {
        public string Mark => severity == Severity.Critical ? "🔴" : "🟠";

        public Tone Tone => severity == Severity.Critical ? Tone.Bad : Tone.Warning;
    }
}
