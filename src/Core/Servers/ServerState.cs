using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using S = OpsBot.Core.Servers.ServerState;

namespace OpsBot.Core.Servers;

public enum ServerState
{
    [AlsoCalled("ordered")] Creating,
    [AlsoCalled("up", "on")] Running,
    [AlsoCalled("stopped")] Off,
    [AlsoCalled("changing")] Busy,
    Deleting,
    [AlsoCalled("gone")] Deleted,
    [AlsoCalled("failed", "broken")] Error,
    [AlsoCalled("lost")] Missing,
}

/// <summary>The life of a server: every legal move, and nothing else.</summary>
public static class ServerLife
{
    public static readonly Move<S>
        ComeUp = new("come up", [S.Creating, S.Error]) { Done = S.Running },
        Break = new("break", [S.Creating]) { Done = S.Error },
        // Nothing of it is left at the provider, or nothing was ever ordered.
        CallOff = new("call off", [S.Creating]) { Done = S.Deleted },
        Retry = new("retry", [S.Error, S.Missing, S.Off, S.Running]) { Done = S.Creating },
        PowerOn = new("power on", [S.Off]) { Via = S.Busy, Done = S.Running, Otherwise = Fallback.GoBack },
        PowerOff = new("power off", [S.Running]) { Via = S.Busy, Done = S.Off, Otherwise = Fallback.GoBack },
        Reboot = new("reboot", [S.Running]) { Via = S.Busy, Done = S.Running, Otherwise = Fallback.GoBack },
        // What it is afterwards is what it was before: its services, its secrets, its addresses are changed.
        Change = new("change", [S.Running]) { Via = S.Busy, Otherwise = Fallback.GoBack },
        Resize = new("resize", [S.Running, S.Off]) { Via = S.Busy, Done = S.Running, Otherwise = Fallback.GoBack },
        Delete = new("delete", [S.Running, S.Off, S.Error, S.Missing]) { Via = S.Deleting, Done = S.Deleted, Otherwise = Fallback.GoBack },
        // What the provider says, whoever ordered what.
        GoMissing = new("go missing", [S.Running, S.Off, S.Error]) { Done = S.Missing },
        TurnUp = new("turn up", [S.Missing, S.Error]) { Done = S.Running },
        GoOff = new("be switched off there", [S.Running]) { Done = S.Off },
        GoOn = new("be switched on there", [S.Off]) { Done = S.Running };

    public static readonly Life<S> Of = new("a server", S.Creating, S.Error,
        ComeUp, Break, CallOff, Retry, PowerOn, PowerOff, Reboot, Change, Resize, Delete, GoMissing, TurnUp, GoOff, GoOn);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Running => "🟢",
            S.Off => "⚪",
            S.Error or S.Missing => "🔴",
            S.Deleted => "⚫",
            S.Creating or S.Busy or S.Deleting => "🟡",
        };

        public Tone Tone => state switch
        {
            S.Running => Tone.Good,
            S.Error or S.Missing => Tone.Bad,
            S.Creating or S.Busy or S.Deleting => Tone.Warning,
            S.Off or S.Deleted => Tone.Neutral,
        };
    }

    /// <summary>Why the move is not legal now, and what would be.</summary>
    public static Refusal NotNow(Server server, string by)
    {
        var (name, state) = (server.Name, server.State == S.Error ? "in error" : server.State.Words());
        Refusal Because(string why, params IReadOnlyList<WayOn> ways) => new($"{name} {why}") { WaysOn = ways };
        var show = new WayOn("Show", $"/vps show {name}");
        return server.State switch
        {
            S.Deleted => Because("was deleted. Nothing can be done to it any more."),
            S.Missing => Because($"is not there any more at {server.Provider}, so nobody can {by} it.", show),
            S.Creating or S.Busy or S.Deleting => Because($"is {state} right now. Wait until that is done, then {by} it.", show),
            S.Off when by != "power off" => Because($"is off, so I can't {by} it. Power it on first.",
                new WayOn("Power on", $"/vps power-on {name}")),
            _ => Because($"is {state}, so I can't {by} it.", show),
        };
    }
}
