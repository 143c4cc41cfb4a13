using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview.Why;

/// <summary>What one noun says of why a thing of it is as it is; a new noun adds one beside its finder.</summary>
public interface IExplain<TId> : IExplain where TId : struct, IId<TId>
{
    Task<Explanation> Explain(NpgsqlConnection db, TId id, CancellationToken cancel);

    string IExplain.Typed(Guid id) => TId.Of(id).Text;

    Task<Explanation> IExplain.Explain(NpgsqlConnection db, Guid id, CancellationToken cancel) => Explain(db, TId.Of(id), cancel);
}

/// <summary>An explanation of whichever noun, kept by the type of its id.</summary>
public interface IExplain
{
    /// <summary>The id as it is typed, which means nothing else.</summary>
    string Typed(Guid id);

    Task<Explanation> Explain(NpgsqlConnection db, Guid id, CancellationToken cancel);
}

/// <summary>A thing as the database has it: what it is, since when, and what to ask others about it.</summary>
public sealed record Explanation(Target Target, string State, DateTimeOffset Since)
{
    /// <summary>What is wrong with it, or what holds it as it is; none where the last that was done to it says enough.</summary>
    public string? Because { get; init; }

    public Tone Tone { get; init; }

    /// <summary>What else the database knows of it: how healthy it is.</summary>
    public IReadOnlyList<Field> Known { get; init; } = [];

    /// <summary>What belongs so closely to it that what was done to that explains it, too: the server of an organization.</summary>
    public IReadOnlyList<Target> With { get; init; } = [];

    /// <summary>What is asked of others while the database is asked for the rest.</summary>
    public IReadOnlyList<AskedOutside> Outside { get; init; } = [];

    /// <summary>The likeliest next steps, three at most.</summary>
    public IReadOnlyList<Button> Next { get; init; } = [];
}

/// <summary>One thing that somebody outside knows about it: the provider's action, the route as the proxy has it.</summary>
public sealed record AskedOutside(string Name, Func<CancellationToken, Task<Words>> Ask);
