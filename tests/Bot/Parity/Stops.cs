using OpsBot.Core.Approvals;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Where the tour goes: every command, every button, and every way an approval, a job or an audit can end.</summary>
static class Stops
{
    // Enough to reach every sort of page; a list that grows does not make the tour grow.
    const int MostButtons = 120;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task All(Tour tour)
    {
        await Nothing(tour);
        await Furnish(tour);
        await Commands(tour);
        await Work(tour);
        await Servers(tour);
        await OrganizationStops.All(tour);
        await EndingStops.All(tour);
        await AlertStops.All(tour);
        await Approvals(tour);
        await Quorum(tour);
        await BreakGlass(tour);
        await Team(tour);
        await Buttons(tour);
        await Audit(tour);
    }

    /// <summary>Before there is anything: what empty lists say.</summary>
    static async Task Nothing(Tour tour)
    {
        foreach (var line in new[] { "/instance list", "/instance failed", "/approval list", "/policy show", "/audit search", "/ops home",
            "/admin list", "/ops setup" })
            await tour.Ask("grace", line);
    }

    static async Task Furnish(Tour tour)
    {
        await tour.Desk.Instance(PretendStart.Running, "acme-prod");
        await tour.Desk.Instance(PretendStart.Failed, "test-inst");
        await tour.Ask("olivia", "/instance list");
        foreach (var state in Enum.GetValues<PretendStart>())
            for (var i = 0; i < 14; i++) await tour.Desk.Instance(state);
        // A customer who tries to be markup.
        await tour.Desk.Execute("update organizations set name = '*Acme* _GmbH_ <@everyone> :skull: `x` [a](https://b.example)'", new { });
    }

    /// <summary>Bare, by everybody; its help; its examples, tried and asked for; and what nobody could have meant.</summary>
    static async Task Commands(Tour tour)
    {
        foreach (var entry in tour.Desk.Get<Catalog>().Entries)
        {
            foreach (var who in new[] { "grace", "adam", "olivia", "nora" }) await tour.Ask(who, $"/{entry.Command}");
            await tour.Ask("grace", $"/{entry.Command}", form: false);
            await tour.Ask("grace", $"/ops help {entry.Command}");
            await tour.Ask("grace", $"/{entry.Command} nothing:at-all");
            await tour.Ask("grace", $"/{entry.Command} no-such-thing no-such-thing no-such-thing");
            foreach (var example in entry.Spec.Examples)
            {
                if (!entry.IsQuestion) await tour.Ask("grace", $"{example} --dry-run");
                await tour.Ask("grace", example);
                await tour.Ask("olivia", example, because: "x");
            }
        }
        foreach (var noun in tour.Desk.Get<Catalog>().Entries.Select(entry => entry.Spec.Noun).Distinct())
            await tour.Ask("grace", $"/ops help {noun}");
        foreach (var line in new[] { "/instance lits", "/nonsense", "/", "/instance stop shop", "/instance list version:9.9",
            "/instance list page:2", "/instance list status:running plan:growth", "/instance failed page:2",
            "/ops lookup acme-prod test-inst olivia", "/ops lookup nothing", "/ops help", "/ops help wat" })
            foreach (var who in new[] { "grace", "olivia", "nora" }) await tour.Ask(who, line);
    }

    static async Task Work(Tour tour)
    {
        foreach (var (command, slug) in new[] { ("stop", "acme-prod"), ("start", "acme-prod"), ("restart", "acme-prod"),
            ("backup", "acme-prod"), ("retry", "test-inst"), ("retry", "no-such-thing") })
        {
            await tour.Ask("olivia", $"/instance {command} {slug}", because: "the customer asked for it");
            await tour.Ask("omar", $"/instance {command} {slug}", because: "me too");
            await tour.Jobs($"{command} {slug}");
            foreach (var line in new[] { "show", "why", "logs", "backups" }) await tour.Ask("olivia", $"/instance {line} {slug}");
        }
        await tour.Ask("olivia", "/instance retry-all");
        await tour.Jobs("retry-all");
        var lost = await tour.Desk.Instance();
        await tour.Desk.HostGoes();
        foreach (var command in new[] { "restart", "backup" })
        {
            await tour.Ask("olivia", $"/instance {command} {lost}", because: "the customer asked for it");
            await tour.Jobs($"{command} without a host");
        }
        foreach (var line in new[] { "show", "logs", "why" }) await tour.Ask("olivia", $"/instance {line} {lost}");
        await tour.Desk.HostReturns();
    }

    static async Task Servers(Tour tour)
    {
        var server = await tour.Desk.Rent();
        var orphan = tour.Desk.Cloud.Put(new PutServer("left-behind", "cx33", "hel1")
        {
            Labels = new Dictionary<string, string> { [Rented.LabelName] = "gone-job" },
        });
        foreach (var (verb, because) in new (string, string?)[]
            { ("power-off", "under attack"), ("power-on", null), ("reboot", "kernel update"), ("ip add", "mail") })
        {
            await tour.Ask("adam", $"/vps {verb} {server.Name}", because);
            await tour.Ask("sam", $"/vps {verb} {server.Name}", because: "me too");
            await tour.Jobs($"{verb} {server.Name}");
            await tour.Ask("olivia", $"/vps show {server.Name}");
        }
        tour.Desk.Clock.Advance(TimeSpan.FromHours(1));
        await tour.Desk.Get<OrphanWatch>().Round(Cancel);
        tour.Desk.Vanish(server);
        tour.Desk.Clock.Advance(TimeSpan.FromHours(1));
        await tour.Desk.Get<OrphanWatch>().Round(Cancel);
        foreach (var line in new[] { "/vps list", "/vps orphans", $"/vps show {server.Name}", $"/find {server.Address}", "/find acme",
            $"/find {orphan.Name}", "/ops home" })
            await tour.Ask("grace", line);
        await tour.Ask("adam", $"/vps remove-orphan server-{orphan.Id}", because: "left behind");
        await tour.Ask("sam", $"/approval approve {await tour.Desk.One<long>("select max(number) from approvals", null)}");
        await tour.Jobs("remove-orphan");
    }

    static async Task Approvals(Tour tour)
    {
        foreach (var verdict in new[] { "approve", "deny", "cancel" })
        {
            var number = await Asked(tour);
            foreach (var who in new[] { "adam", "olivia", "omar" })
                foreach (var line in new[] { $"/approval show {number}", "/approval list", "/ops home" }) await tour.Ask(who, line);
            await tour.Ask("olivia", $"/approval approve {number}");
            await tour.Ask("omar", $"/approval deny {number} not me");
            await tour.Ask("adam", $"/approval deny {number}");
            await tour.Ask(verdict == "cancel" ? "olivia" : "adam",
                $"/approval {verdict} {number}{(verdict == "deny" ? " not _today_" : "")}");
            await tour.Ask("sam", $"/approval approve {number}");
            await tour.Ask("olivia", $"/approval show {number}");
            await tour.Jobs($"#{number}");
        }
        await Asked(tour);
        foreach (var minutes in new[] { 30, 18, 12 }) await Later(tour, minutes);
        var stale = await Asked(tour, "stale");
        await tour.Desk.Execute("update instances set version = version + 1 where slug = 'stale'", new { });
        await tour.Ask("adam", $"/approval approve {stale}");
        var failing = await Asked(tour, "failing");
        await tour.Desk.Execute(
            "create function fail() returns trigger language plpgsql as $$ begin raise exception 'Boom.'; end $$; create trigger fail before update on instances for each row when (old.slug = 'failing') execute function fail()", new { });
        await tour.Ask("adam", $"/approval approve {failing} go on");
        foreach (var state in Enum.GetValues<ApprovalFilter>()) await tour.Ask("adam", $"/approval list state:{state}");
    }

    static async Task Quorum(Tour tour)
    {
        await tour.Ask("grace", "/policy set instance delete needs:approval by:\"admin, super_admin\" ttl:2h", because: "we agreed on it");
        await tour.Ask("adam", $"/approval approve {await Newest(tour)}");
        foreach (var line in new[] { "/policy show", "/policy test instance delete acme-prod" }) await tour.Ask("olivia", line);
        var number = await Asked(tour);
        foreach (var who in new[] { "adam", "grace" })
        {
            await tour.Ask(who, $"/approval approve {number} looks good");
            foreach (var reader in new[] { "adam", "sam", "grace", "olivia" }) await tour.Ask(reader, $"/approval show {number}");
        }
        await tour.Jobs("what two approved");
    }

    static async Task BreakGlass(Tour tour)
    {
        foreach (var who in new[] { "olivia", "grace" })
            await tour.Ask(who, $"/instance delete {await tour.Desk.Instance()} --break-glass");
        var asked = await tour.Ask("grace", $"/instance delete {await tour.Desk.Instance()} --break-glass", because: "it burns",
            form: false);
        await tour.Ask("grace", asked!.Buttons[0].Command);
        var number = await tour.Desk.One<long>("select max(number) from break_glass", null);
        foreach (var who in new[] { "adam", "grace", "olivia" }) await tour.Ask(who, "/ops home");
        await Later(tour, 24 * 60);
        foreach (var line in new[] { "/approval list", $"/approval sign-off {number}", $"/approval sign-off {number} looked at the logs",
            $"/approval sign-off {number} again" }) await tour.Ask("adam", line);
        await tour.Jobs("break-glass");
    }

    static async Task Team(Tour tour)
    {
        foreach (var stranger in new[] { "nora", "nils" }) await tour.Ask(stranger, "/ops join");
        await tour.Ask("nora", "/ops join");
        foreach (var line in new[] { "/ops home", "/admin list", "/admin turn-down slack:UNORA", "/admin link slack:UNILS", "/admin list",
            "/ops setup" }) await tour.Ask("adam", line);
        foreach (var line in new[] { "/admin link slack:UNILS", "/admin add Zoë *Müller* role:admin", "/admin role omar admin" })
        {
            await tour.Ask("grace", line, because: "we agreed on it");
            await tour.Ask("adam", $"/approval approve {await Newest(tour)}");
        }
        foreach (var line in new[] { "/admin unlink discord:1000000000000000001", "/admin deactivate omar" })
            await tour.Ask("grace", line, because: "we agreed on it");
        await tour.Ask("adam", $"/approval sign-off {await tour.Desk.One<long>("select max(number) from break_glass", null)} I was there");
        await tour.Ask("olivia", "/ops whoami");
    }

    static async Task Buttons(Tour tour)
    {
        var parser = tour.Desk.Get<Parser>();
        HashSet<string> seen = [];
        var waiting =
            new Queue<string>(["/ops home", "/instance list", "/instance failed", "/approval list", "/audit search", "/admin list"]);
        for (var asked = 0; asked < MostButtons && waiting.TryDequeue(out var line); asked++)
            foreach (var next in Lines(await tour.Ask("grace", parser.Parse(line).Failed(out var parsed, out _) || parsed.Entry.IsQuestion
                ? line : line + " --dry-run")))
                if (seen.Add(next)) waiting.Enqueue(next);
    }

    /// <summary>Last, because it is broken then.</summary>
    static async Task Audit(Tour tour)
    {
        foreach (var line in new[] { "/audit checkpoint", "/audit checkpoint", "/audit verify", "/audit search page:2",
            "/audit search target:nowhere", "/audit export", "/audit export json" }) await tour.Ask("adam", line);
        await tour.Desk.Execute(
            "alter table audit disable trigger user; update audit set body = body || ' ' where seq = (select max(seq) - 1 from audit); alter table audit enable trigger user", new { });
        await tour.Desk.Get<Checkpoints>().Write(Cancel);
        await tour.Listen("a checkpoint over an audit that was changed");
        foreach (var line in new[] { "/audit verify", "/audit checkpoint" }) await tour.Ask("adam", line);
    }

    static async Task<long> Asked(Tour tour, string? slug = null)
    {
        await tour.Ask("olivia", $"/instance delete {await tour.Desk.Instance(slug: slug)}", because: "contract *ended*");
        return await Newest(tour);
    }

    static Task<long> Newest(Tour tour) => tour.Desk.One<long>("select max(number) from approvals", null);

    static async Task Later(Tour tour, int minutes)
    {
        tour.Desk.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await tour.Desk.Get<ApprovalClock>().Tick(Cancel);
        await tour.Listen($"{minutes} minutes");
    }

    static IEnumerable<string> Lines(Reply? reply) => reply is null ? [] :
    [
        .. reply.AllButtons.Select(button => button.Command),
        .. reply.Parts.OfType<Pickers>().SelectMany(part => part.List).SelectMany(picker => picker.Options)
            .Select(option => option.Command),
    ];
}
