using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Servers.Orphans;

/// <summary>What is paid for at the provider and known to nobody, and which servers are gone.</summary>
sealed class OrphansAtHome : IHomeSection
{
    public int Order => 28;

    public void Ask(Batch batch, HomeReader reader)
    {
        batch.Add(OrphanSummary.Costing, null);
        batch.Add(OrphanSummary.Gone, null);
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var summary = new OrphanSummary(await answers.Rows<OrphanSum>(cancel), await answers.Rows<string>(cancel));
        return summary.IsEmpty ? [] :
        [
            new Item(
                Words.Of(new Plain(string.Join(' ', new[]
                {
                    summary.Cost is { } cost ? $"What no record knows costs {cost}." : null,
                    summary.Missing.Count > 0 ? summary.MissingSentence : null,
                }.OfType<string>()))),
                [new Button("Orphans", "/vps orphans")]),
        ];
    }
}
