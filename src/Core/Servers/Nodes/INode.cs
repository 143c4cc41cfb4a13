using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>The agent on a server, spoken to as docs/node.md tells; each call carries the server's own secret.</summary>
public interface INode
{
    /// <summary>Which of its services answer, by way of the node.</summary>
    Task<Result<ServicesSeen, NodeFault>> Health(NodeTarget node, CancellationToken cancel);

    /// <summary>The same, each asked at its own port; no secret is needed.</summary>
    Task<Result<ServicesSeen, NodeFault>> Knock(NodeTarget node, CancellationToken cancel);

    /// <summary>Begins to bring it to that version, one of the same that is under way is joined.</summary>
    Task<Result<NodeUpdate, NodeFault>> Update(NodeTarget node, string version, CancellationToken cancel);

    /// <summary>How far the newest update has come; none where there never was one.</summary>
    Task<Result<NodeUpdate, NodeFault>> UpdateProgress(NodeTarget node, CancellationToken cancel);

    /// <summary>It knows only these from now on, and starts its services anew with them.</summary>
    Task<Result<Accepted, NodeFault>> RotateSecrets(NodeTarget node, ServerSecrets next, CancellationToken cancel);

    /// <summary>It also answers at that address, or no longer does.</summary>
    Task<Result<Accepted, NodeFault>> ConfigureIp(NodeTarget node, string ip, IpChange change, CancellationToken cancel);
}

public enum IpChange { Add, Remove }

/// <summary>The node took it.</summary>
public sealed record Accepted
{
    public static Accepted It { get; } = new();
}

/// <summary>One server's node, and what opens it. Its text does not show that.</summary>
public sealed class NodeTarget(string name, string address, string secret)
{
    public string Name => name;

    /// <summary>IPv4, or IPv6 where it has no other.</summary>
    public string Address => address;

    internal string Secret => secret;

    public override string ToString() => $"{name} at {address}";
}

/// <summary>Which services of a server answered when they were asked.</summary>
public sealed record ServicesSeen(bool Convex, bool Web, bool Mta)
{
    public bool AllAnswer => Convex && Web && Mta;

    public bool AnyAnswers => Convex || Web || Mta;

    /// <summary>As a sentence: "web answers; convex and mta do not."</summary>
    public string Sentence
    {
        get
        {
            var (up, down) = (Named(true), Named(false));
            return down.Length == 0 ? "All its services answer." : up.Length == 0 ? "None of its services answers."
                : $"{up} {(up.Contains(" and ", StringComparison.Ordinal) ? "answer" : "answers")}; not yet: {down}.";
        }
    }

    string Named(bool answers) => string.Join(" and ",
        new[] { (Name: "Convex", Up: Convex), (Name: "web", Up: Web), (Name: "mail", Up: Mta) }
            .Where(one => one.Up == answers).Select(one => one.Name));
}

public enum NodeUpdateState { None, Running, Done, Failed }

/// <summary>How far an update has come that the node makes of itself.</summary>
public sealed record NodeUpdate(NodeUpdateState State, string? TargetVersion, string? CurrentVersion)
{
    /// <summary>Of a hundred; coarse.</summary>
    public int Progress { get; init; }

    /// <summary>What it is at, or why it failed: the node's own words.</summary>
    public string? Detail { get; init; }
}
