using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public enum DiskWish
{
    /// <summary>As large as it is, so that the server may become smaller again.</summary>
    Keep,

    Grow,
}

public sealed record ChangeTier(
    [Arg("which organization")] OrganizationId Org, [Arg("the new tier")] TierId Tier,
    [Arg("whether the disk grows, for good; it stays as it is unless you say otherwise", Named = true)] DiskWish Disk = DiskWish.Keep,
    [Arg("take a picture of the disk before, kept for 30 days", Named = true)] bool Snapshot = false)
    : ICommand<ChangeTier, TierChanged>
{
    public static Spec Spec { get; } = new("org change-tier", "Put an organization on another tier, and its server on another type")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Changing the tier of",
        Examples =
        [
            "/org change-tier acme growth reason:\"they outgrew it\"",
            "/org change-tier acme enterprise disk:grow snapshot:yes reason:\"they outgrew it\"",
        ],
    };
}

public sealed record TierChanged(string Slug, string Before, string After, Money Price) : IAnswer
{
    /// <summary>What its server was and is; the same where it stayed.</summary>
    public ResizeMemo? Server { get; init; }

    public string? Error { get; init; }

    public Reply Say() => (Error, Server) switch
    {
        (null, _) => new($"{Slug} is on {After}")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts =
            [
                new Paragraph($"It pays {Price} a month. It was on {Before}."),
                .. Server.IfAny(server => new Paragraph($"Its server {server.Name} was {server.Was} and is {server.Wanted}. "
                    + (server.Untested is { } why ? $"Whether its services answer, nobody could ask: {why}" : "All its services answer."))),
            ],
            Buttons = [new Button("Show", $"/org show {Slug}")],
        },
        ({ } error, { IsChanged: true } server) => new($"{Slug} is on {After}, and its server does not answer")
        {
            Tone = Tone.Bad, Audience = Audience.Room,
            Parts =
            [
                new Notice(Tone.Bad, Sentences.WithInstants(error)),
                new Paragraph($"Its server {server.Name} is {server.Wanted} now, and it pays {Price} a month."),
            ],
            Buttons = [new Button("Show the server", $"/vps show {server.Name}"), new Button("Why", $"/why {Slug}")],
        },
        ({ } error, _) => new($"{Slug} stays on {Before}")
        {
            Tone = Tone.Warning, Audience = Audience.Room,
            Parts =
            [
                new Notice(Tone.Warning, Sentences.WithInstants(error)),
                .. Server.IfAny(server => new Paragraph($"Its server {server.Name} is what it was ({server.Was})"
                    + (server.RunsAgain ? ", and runs." : "; nobody saw it run again: look at it."))),
            ],
            Buttons = [new Button("Show", $"/org show {Slug}"), new Button("Why", $"/why {Slug}")],
        },
    };
}

sealed class ChangeTierHandler(IProvider provider, ResizeSteps steps)
    : IHandle<ChangeTier, TierChanged>, ILongWork<ChangeTier, ResizeMemo, TierChanged>, ILookOutside<ChangeTier, ServerThere>
{
    public string Whom => provider.Called;

    public IReadOnlyList<Step<ChangeTier, ResizeMemo>> Steps => steps.All;

    public string? SerialKey(ChangeTier command, Target target) => target.Key;

    /// <summary>Only where a server becomes another type.</summary>
    public bool IsLong(ChangeTier command, Work work) => Resize.TypeIn(work.Plan!) is not null;

    public ResizeMemo Remember(ChangeTier command, Work work) => new() { Wanted = Resize.TypeIn(work.Plan!)! };

    public async Task<IReadOnlyList<Target>> Locks(ChangeTier command, Work work, CancellationToken cancel) =>
        (await Server.Of(work.Db, command.Org, cancel)).IfAny(server => server.Target);

    public async Task<Looking<ServerThere>?> Aim(ChangeTier command, NpgsqlConnection db, CancellationToken cancel) =>
        await Server.Of(db, command.Org, cancel) is { ProviderId: not null } server ? within => provider.LookAt(server, within) : null;

    public async Task<Result<Plan>> Plan(ChangeTier command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var may, out var refusal)) return refusal;
        var (organization, tier) = (may.Organization, may.Tier);
        if ((await Resize.Foresee(command, tier, work, cancel)).Failed(out var resize, out refusal)) return refusal;
        return organization.Plan($"Put {organization.Slug} on {tier.Name}") with
        {
            Changes =
            [
                new("Tier", organization.TierName, tier.Name),
                new("Price a month", organization.Price.ToString(), tier.Price.ToString()),
                .. resize.Changes,
            ],
            Amount = tier.Price,
            Affects = resize.IsNeeded ? new(Impact.Wait, $"Everybody who uses {organization.Name}: {resize.Downtime}.")
                : new(Impact.Told, organization.Instances > 0 ? $"{organization.Name}. Its instances stay where they are."
                    : $"{organization.Name}. Its server stays as it is."),
            Undo = Undo.By("Change it back with", $"/org change-tier {organization.Slug} {organization.Tier}"),
        };
    }

    public async Task<Result<TierChanged>> Handle(ChangeTier command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var may, out var refusal)) return refusal;
        var (organization, tier) = (may.Organization, may.Tier);
        if (Resize.TypeIn(work.Plan!) is not null)
        {
            var server = (await Server.Of(work.Db, command.Org, cancel))!;
            return (await work.Begin(server.Id, ServerLife.Resize, cancel)).Failed(out _, out refusal) ? refusal
                : new TierChanged(organization.Slug, organization.TierName, tier.Name, tier.Price);
        }
        return await Put(organization, tier, work, cancel)
            ? new TierChanged(organization.Slug, organization.TierName, tier.Name, tier.Price) : OrganizationMoves.Changed(organization);
    }

    static async Task<bool> Put(Organization organization, Tier tier, Work work, CancellationToken cancel) => await work.Execute(
        "update organizations set tier = @Tier, version = version + 1 where id = @Id and version = @Version",
        new { organization.Id, Tier = tier.Slug, organization.Version }, cancel) == 1;

    public async Task<Result<TierChanged>> Finish(ChangeTier command, JobRun<ResizeMemo> run, Work work, CancellationToken cancel)
    {
        await work.Lock(new Target("server", run.Memo.Server, ""), cancel);
        if (await work.End(new ServerId(run.Memo.Server), ServerLife.Resize, cancel) is { } lost) return lost;
        return await Changed(command, run, null, work, cancel);
    }

    /// <summary>Once the server is of the new type, it stays so; else all is as it was.</summary>
    public async Task<TierChanged> GiveUp(
        ChangeTier command, JobRun<ResizeMemo> run, string error, Work work, CancellationToken cancel)
    {
        if (await work.ServerMoved(cancel) is { } server)
        {
            await work.Lock(new Target("server", server.Value, ""), cancel);
            if (!run.Memo.RunsAgain)
                error = await work.GiveUp(server, ServerLife.Resize, IsUntouched(run) ? Fallback.GoBack : Fallback.Fail, error, cancel);
            // It runs, whatever it was before.
            else if (await work.End(server, ServerLife.Resize, cancel) is { } lost) error = $"{error} {lost.Sentence}";
            else await work.Execute("update servers set error = @error where id = @server", new { server, error }, cancel);
        }
        return await Changed(command, run, error, work, cancel);
    }

    static bool IsUntouched(JobRun<ResizeMemo> run) => run.Memo is { IsChanged: false, ShuttingDown: null, PoweringOff: null };

    async Task<TierChanged> Changed(ChangeTier command, JobRun<ResizeMemo> run, string? error, Work work, CancellationToken cancel)
    {
        var (organization, tier) = (await Organization.Get(work.Db, command.Org, cancel), await Tier.One(work, command.Tier, cancel));
        var memo = run.Memo;
        if (memo.Picture is { } picture && memo.PictureGb is { } size)
            await work.KeepSnapshot(new(SnapshotPurpose.Resize, new(memo.Server), command.Org, provider.Name, picture)
            {
                Type = memo.Was, SizeGb = size, DiskGb = memo.PictureDiskGb, Price = memo.PicturePrice,
            }, cancel);
        if (memo.IsChanged)
        {
            await work.Execute(
                """
                update servers
                set    type = @Wanted, price_minor = @Minor, currency = @Currency, version = version + 1
                where  id = @Server
                """, new { memo.Wanted, memo.Price?.Minor, Currency = memo.Price?.Currency.Code, memo.Server }, cancel);
            await Put(organization, tier, work, cancel);
        }
        var before = memo.TierBefore.Length > 0 ? memo.TierBefore : organization.TierName;
        return new TierChanged(organization.Slug, before, tier.Name, tier.Price)
        {
            Server = memo.Name.Length > 0 ? memo : null, Error = error,
        };
    }

    sealed record Wished(Organization Organization, Tier Tier);

    static async Task<Result<Wished>> May(ChangeTier command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        var tier = await Tier.One(work, command.Tier, cancel);
        return organization.State is not OrganizationState.Active ? OrganizationLife.NotNow(organization, "change")
            : organization.Tier == tier.Slug
            ? new Refusal($"{organization.Slug} is on {tier.Name} already.") { WaysOn = [new("Show", $"/org show {organization.Slug}")] }
            : tier.IsArchived
            ? tier.NothingNew
            : new Wished(organization, tier);
    }
}
