using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Access;

/// <summary>Below everything: which rights one person gave alone, so that nobody has to look for it.</summary>
sealed class GivenAloneAtHome : IHomeSection
{
    public int Order => 90;

    public Task<IReadOnlyList<Part>> Show(Work work, CancellationToken cancel) => work.GivenAlone(cancel);
}
