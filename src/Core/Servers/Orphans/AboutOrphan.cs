using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>What it is, what it costs, how old it is, and whether OpsBot made it.</summary>
sealed class AboutOrphan : ITellAbout
{
    public string Kind => "orphan";

    public async Task<IReadOnlyList<Field>> About(Work work, Guid id, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, OrphanId.Of(id), cancel);
        return
        [
            new("What it is", orphan.What),
            new("A month", orphan.Price.ToString()),
            new("Made", new At(orphan.MadeAt)),
            new("Known of since", new At(orphan.FirstSeenAt)),
            new($"Label {Rented.LabelName}", orphan.Label ?? "none"),
            .. orphan.EndedBy.IfAny(end => new Field("Now", end.Words())),
        ];
    }
}
