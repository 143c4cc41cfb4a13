using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Overview;

/// <summary>
/// How things stand, for everybody who reads a channel: the home page without what is only one person's. Nothing in it changes by itself,
/// so that the same state reads the same.
/// </summary>
public sealed class TeamBoard(IEnumerable<IHomeSection> sections)
{
    public async Task<Reply> Show(Work work, CancellationToken cancel)
    {
        var parts = new List<Part>();
        foreach (var section in sections.OrderBy(section => section.Order))
        {
            var shown = await section.ShowTeam(work, cancel);
            if (shown.Count > 0 && parts.Count > 0) parts.Add(new Line());
            parts.AddRange(shown);
        }
        return new("How things stand")
        {
            Parts = parts,
            Buttons =
            [
                new Button("My home", "/ops home") { Look = Look.Primary },
                new Button("Instances", "/instance list"),
                new Button("Approvals", "/approval list"),
                new Button("Help", "/ops help"),
            ],
        };
    }
}
