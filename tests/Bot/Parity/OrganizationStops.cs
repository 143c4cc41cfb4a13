using OpsBot.Tests.Core.Servers.BringingUp;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Every way in which the setting up of an organization can go, and whatever is said on it.</summary>
static class OrganizationStops
{
    public static async Task All(Tour tour)
    {
        var desk = tour.Desk;
        await desk.Opens();
        var (waits, fails, calledOff) = (await desk.Applicant(), await desk.Applicant(), await desk.Applicant());
        await tour.Ask("olivia", "/org waitlist");

        desk.Cloud.SellOut("nbg1");
        foreach (var slug in new[] { waits, calledOff })
        {
            await tour.Ask("adam", $"/org approve {slug}");
            await desk.WaitsForRoom(slug);
            await tour.Listen($"waiting for room for {slug}");
        }
        foreach (var line in new[] { $"/org show {waits}", $"/why {waits}", $"/org other-region {waits} hel1 --dry-run",
            $"/org other-tier {waits} growth --dry-run", $"/org other-region {waits} hel1" })
            await tour.Ask("adam", line);
        var job = await desk.One<long>("select number from jobs where target_label = @calledOff", new { calledOff });
        await tour.Ask("adam", $"/job cancel {job}", because: "they will not wait");
        await tour.Jobs("setting up, and calling off");
        desk.Cloud.Restock();
        await tour.Ask("olivia", $"/org show {waits}");

        desk.Nodes.NeverGreen = 1;
        await tour.Ask("adam", $"/org approve {fails} --dry-run");
        await tour.Ask("adam", $"/org approve {fails}");
        await tour.Jobs("setting up what never answers");
        foreach (var line in new[] { $"/org show {fails}", $"/why {fails}", $"/org keep-server {fails}", $"/org clean-up {fails} --dry-run",
            $"/org clean-up {fails}" })
            await tour.Ask("adam", line);
        await tour.Jobs("cleaning up");
        await tour.Ask("adam", $"/org retry {fails} --dry-run");
        await tour.Ask("adam", "/org create \"*Tour* <@everyone>\" tour-corp tess@tour.example growth");
        await tour.Jobs("creating");
    }
}
