using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>What one noun puts on the home page; a new noun adds a file, not a line elsewhere.</summary>
public interface IHomeSection
{
    /// <summary>Smaller stands higher: what waits for the reader before what is good to know.</summary>
    int Order { get; }

    /// <summary>Nothing when there is nothing to say.</summary>
    Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel);

    /// <summary>The same for everybody: no asker, and nobody's own buttons.</summary>
    Task<IReadOnlyList<Part>> ShowTeam(Work work, CancellationToken cancel) => Show(work, cancel);
}
