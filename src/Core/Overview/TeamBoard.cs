using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>All sections, one below the other, by one round trip to the database.</summary>
public sealed class HomeSections(IEnumerable<IHomeSection> sections)
{
    public async Task<IReadOnlyList<Part>> Show(NpgsqlConnection db, HomeReader reader, CancellationToken cancel)
    {
        var ordered = sections.OrderBy(section => section.Order).ToList();
        await using var batch = new Batch(db);
        foreach (var section in ordered) section.Ask(batch, reader);
        await using var answers = await batch.Read(cancel);
        var parts = new List<Part>();
        foreach (var section in ordered)
        {
            var shown = await section.Show(answers, reader, cancel);
            if (shown.Count > 0 && parts.Count > 0) parts.Add(new Line());
            parts.AddRange(shown);
        }
        return parts;
    }
}

/// <summary>
/// How things stand, for everybody who reads a channel: the home page without what is only one person's. Nothing in it changes by itself,
/// so that the same state reads the same.
/// </summary>
public sealed class TeamBoard(HomeSections sections)
{
    public async Task<Reply> Show(Work work, CancellationToken cancel) => new("How things stand")
    {
        Parts = await sections.Show(work.Db, new HomeReader(null, work.Now), cancel),
        Buttons =
        [
            new Button("My home", "/ops home") { Look = Look.Primary },
            new Button("Instances", "/instance list"),
            new Button("Approvals", "/approval list"),
            new Button("Help", "/ops help"),
        ],
    };
}
