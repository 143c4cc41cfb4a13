using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The app's gateway: its connections, and its sessions, which outlive them.</summary>
public sealed class GatewayHub(DiscordWorld world)
{
    static readonly TimeSpan Day = TimeSpan.FromHours(24);
    static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly List<GatewayConnection> connections = [];
    readonly Dictionary<string, GatewaySession> sessions = [];
    DateTimeOffset startsCountedSince;
    DateTimeOffset lastStart;
    int starts;

    /// <summary>How often a client has to say that it is alive.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>Off where a test moves the clock by hours and means something else by it.</summary>
    public bool EndsSilentSessions { get; set; } = true;

    /// <summary>Off where a test starts sessions faster than Discord lets a bot.</summary>
    public bool SpacesStarts { get; set; } = true;

    /// <summary>How long a session waits for somebody to resume it. Discord does not say; this is a careful guess.</summary>
    public TimeSpan ResumeWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>https://docs.discord.com/developers/events/gateway#session-start-limit-object</summary>
    public int StartsPerDay { get; set; } = 1000;

    /// <summary>Sessions that have a connection.</summary>
    public int Connected
    {
        get { lock (gate) return sessions.Values.Count(session => session.Connection is not null); }
    }

    /// <summary>How many sessions were started and how many resumed, ever.</summary>
    public int Started { get; private set; }

    public int Resumed { get; private set; }

    internal int CopiesOfEach { get; set; } = 1;

    /// <summary>Every session gets it, those that wait to be resumed, too.</summary>
    internal void Dispatch(string name, JsonObject data)
    {
        foreach (var session in Sessions()) session.Dispatch(name, data, CopiesOfEach);
    }

    /// <summary>Only to those that asked for it when they identified.</summary>
    internal void Dispatch(string name, JsonObject data, long intent)
    {
        foreach (var session in Sessions().Where(session => (session.Intents & intent) != 0)) session.Dispatch(name, data, CopiesOfEach);
    }

    internal void Join(GatewayConnection connection)
    {
        lock (gate) connections.Add(connection);
        world.Announce(new(Changed.Gateway));
    }

    internal void Leave(GatewayConnection connection)
    {
        lock (gate) connections.Remove(connection);
        connection.Session?.Detach(connection, world.Time.GetUtcNow());
        world.Announce(new(Changed.Gateway));
    }

    /// <summary>
    /// Null when too many were started today, and then the token is good no longer; <paramref name="isTooSoon"/> when the last start is
    /// not five seconds past.
    /// </summary>
    internal GatewaySession? Start(GatewayConnection connection, long intents, out bool isTooSoon)
    {
        var session = new GatewaySession(Ids.Hex(32), intents);
        lock (gate)
        {
            var now = world.Time.GetUtcNow();
            isTooSoon = SpacesStarts && now - lastStart < BetweenStarts;
            if (isTooSoon) return null;
            CountFrom(now);
            if (starts >= StartsPerDay) return null;
            starts++;
            (lastStart, Started) = (now, Started + 1);
            sessions[session.Id] = session;
        }

        session.Attach(connection);
        world.Announce(new(Changed.Gateway));
        return session;
    }

    internal GatewaySession? Resumable(string id)
    {
        lock (gate)
        {
            Forget();
            return sessions.GetValueOrDefault(id);
        }
    }

    internal void NoteResumed()
    {
        lock (gate) Resumed++;
        world.Announce(new(Changed.Gateway));
    }

    internal void End(GatewaySession session)
    {
        lock (gate) sessions.Remove(session.Id);
        world.Announce(new(Changed.Gateway));
    }

    internal JsonObject StartLimit()
    {
        lock (gate)
        {
            var now = world.Time.GetUtcNow();
            CountFrom(now);
            return new()
            {
                ["total"] = StartsPerDay,
                ["remaining"] = Math.Max(0, StartsPerDay - starts),
                ["reset_after"] = (long)(startsCountedSince + Day - now).TotalMilliseconds,
                ["max_concurrency"] = 1,
            };
        }
    }

    internal void Drop()
    {
        foreach (var connection in Connections()) connection.Abort();
    }

    internal void AskToReconnect()
    {
        foreach (var connection in Connections()) connection.Send(Op.Reconnect, null);
    }

    /// <summary>Op 1: a heartbeat is wanted at once.</summary>
    public void AskForHeartbeat()
    {
        foreach (var connection in Connections()) connection.Send(Op.Heartbeat, null);
    }

    internal void InvalidateSession(bool resumable)
    {
        foreach (var connection in Connections()) connection.LoseSession(resumable);
    }

    internal void StopAcknowledging()
    {
        foreach (var connection in Connections()) connection.IsMute = true;
    }

    internal void CloseWith(int code)
    {
        foreach (var connection in Connections()) connection.Close(code, "");
    }

    void CountFrom(DateTimeOffset now)
    {
        if (startsCountedSince + Day <= now) (startsCountedSince, starts) = (now, 0);
    }

    void Forget()
    {
        var before = world.Time.GetUtcNow() - ResumeWindow;
        foreach (var session in sessions.Values.Where(session => session.LostAt < before).ToList()) sessions.Remove(session.Id);
    }

    GatewayConnection[] Connections()
    {
        lock (gate) return [.. connections];
    }

    GatewaySession[] Sessions()
    {
        lock (gate)
        {
            Forget();
            return [.. sessions.Values];
        }
    }
}
