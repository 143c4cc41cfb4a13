using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A session, which outlives its connection: everything said in it, numbered, for whoever resumes.</summary>
sealed class GatewaySession(string id, long intents)
{
    const int Kept = 1000;

    readonly Lock gate = new();
    readonly Queue<(int Seq, string Frame)> said = new();
    GatewayConnection? connection;
    int seq;

    internal string Id => id;

    /// <summary>What it asked to be told of besides interactions.</summary>
    internal long Intents => intents;

    /// <summary>When its connection was lost; null while it has one.</summary>
    internal DateTimeOffset? LostAt { get; private set; }

    internal GatewayConnection? Connection
    {
        get { lock (gate) return connection; }
    }

    /// <summary>Numbers an event, keeps it, and sends it if somebody is there.</summary>
    internal void Dispatch(string name, JsonObject data, int copies)
    {
        lock (gate)
        {
            for (var copy = 0; copy < copies; copy++)
            {
                var frame = new JsonObject { ["t"] = name, ["s"] = ++seq, ["op"] = Op.Dispatch, ["d"] = data.DeepClone() }.ToJsonString();
                said.Enqueue((seq, frame));
                if (said.Count > Kept) said.Dequeue();
                connection?.Send(frame);
            }
        }
    }

    internal void Attach(GatewayConnection to)
    {
        lock (gate) (connection, LostAt) = (to, null);
    }

    /// <summary>Sends what came after <paramref name="after"/>; false when that was never said, or too long ago.</summary>
    internal bool Replay(GatewayConnection to, int after)
    {
        lock (gate)
        {
            if (after > seq || (said.TryPeek(out var oldest) && after < oldest.Seq - 1)) return false;
            // Two connections of one session would each get half of what is said.
            connection?.Abort();
            (connection, LostAt) = (to, null);
            foreach (var (number, frame) in said)
            {
                if (number > after) to.Send(frame);
            }

            return true;
        }
    }

    internal void Detach(GatewayConnection from, DateTimeOffset at)
    {
        lock (gate)
        {
            if (connection == from) (connection, LostAt) = (null, at);
        }
    }
}
