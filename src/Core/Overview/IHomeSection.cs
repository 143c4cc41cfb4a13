using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>Who reads it, and when; nobody where it is the same for everybody, who then has no buttons of their own.</summary>
public sealed record HomeReader(Operator? Who, DateTimeOffset Now);

/// <summary>What one noun puts on the home page; a new noun adds a file, not a line elsewhere.</summary>
public interface IHomeSection
{
    /// <summary>Smaller stands higher: what waits for the reader before what is good to know.</summary>
    int Order { get; }

    /// <summary>Adds its questions to those of all sections, which are asked in one round trip.</summary>
    void Ask(Batch batch, HomeReader reader);

    /// <summary>Reads the answers to them, every one, and says what is in them; nothing when there is nothing to say.</summary>
    Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel);
}
