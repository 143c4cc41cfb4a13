using OpsBot.Core.Organizations;
using OpsBot.Tests.Core.Servers.BringingUp;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Suspend, resume, another tier, delete, undo, rebuild, and whatever is said on it.</summary>
static class EndingStops
{
    public static async Task All(Tour tour)
    {
        var desk = tour.Desk;
        await desk.Opens();
        var slug = (await desk.Rent()).Name;
        await tour.Ask("adam", $"/org change-tier {slug} growth snapshot:yes --dry-run");
        await tour.Ask("adam", $"/org change-tier {slug} growth snapshot:yes", because: "they outgrew it");
        await tour.Jobs("another tier");

        await Agreed(tour, $"/org suspend {slug}");
        await tour.Ask("adam", $"/org show {slug}");
        await tour.Ask("adam", $"/org resume {slug}", because: "they have paid");

        await Agreed(tour, $"/org delete {slug}");
        await tour.Ask("adam", $"/org show {slug}");
        await tour.Ask("adam", $"/org undo {slug}");
        await tour.Jobs("undoing");
        desk.Cloud.TokenOnlyReads = true;
        await Agreed(tour, $"/org delete {slug}");
        await tour.Jobs("a delete that is given up");
        desk.Cloud.TokenOnlyReads = false;
        await Agreed(tour, $"/org delete {slug}");
        await tour.Jobs("deleting");
        foreach (var line in new[] { $"/org show {slug}", $"/org undo {slug}", $"/org undelete {slug} --dry-run" })
            await tour.Ask("adam", line);
        await tour.Ask("adam", $"/org undelete {slug}", because: "they came back");
        await tour.Jobs("rebuilding");

        await desk.Execute("update organizations set state = 'cancelled' where slug = @slug", new { slug });
        await desk.Get<CancelledCosts>().Round(TestContext.Current.CancellationToken);
        await tour.Listen("what cancelled organizations cost");
    }

    static async Task Agreed(Tour tour, string line)
    {
        await tour.Ask("adam", $"{line} --dry-run");
        await tour.Ask("adam", line, because: "we agreed on it");
        var number = await tour.Desk.One<long>("select max(number) from approvals", null);
        await tour.Ask("sam", $"/approval approve {number}");
    }
}
