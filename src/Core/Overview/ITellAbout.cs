using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>What is known about a thing that somebody has to decide about; a new noun adds one beside its finder.</summary>
public interface ITellAbout
{
    /// <summary>The kind of <see cref="Target"/> it tells about.</summary>
    string Kind { get; }

    Task<IReadOnlyList<Field>> About(Work work, Guid id, CancellationToken cancel);
}
