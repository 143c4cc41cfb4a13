using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

public sealed record AdoptServer(
    [Arg("which orphan, a server")] OrphanId Orphan,
    [Arg("what it is there for")] ServerPurpose Purpose,
    [Arg("whose it is, where it is an organization's")] OrganizationId? Org = null) : ICommand<AdoptServer, ServerAdopted>
{
    public static Spec Spec { get; } = new("vps adopt", "Take a server in that costs money and no record knows")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Adopting",
        Examples = ["/vps adopt server-4711 organization acme reason:\"it was set up by hand\"", "/vps adopt server-4711 pool"],
    };
}

public sealed record ServerAdopted(string Name, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} is adopted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("It carries OpsBot's label now and stands among the servers.")],
            Buttons = [new Button("Show", $"/vps show {Name}"), new Button("Orphans", "/vps orphans")],
        }
        : new($"{Name} was not adopted")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Notice(Tone.Bad, Error)],
            Buttons = [new Button("Orphans", "/vps orphans")],
        };
}

sealed record AdoptionMemo
{
    /// <summary>As they were, so that they can be put back.</summary>
    public IReadOnlyDictionary<string, string>? Before { get; init; }

    public Machine? Machine { get; init; }
}

sealed class AdoptServerHandler(NpgsqlDataSource source, IProvider provider)
    : IHandle<AdoptServer, ServerAdopted>, ILongWork<AdoptServer, AdoptionMemo, ServerAdopted>
{
    public string? SerialKey(AdoptServer command, Target target) => target.Key;

    public Task<IReadOnlyList<Target>> Locks(AdoptServer command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>(command.Org is { } org ? [Target.Of(org, "")] : []);

    public async Task<Result<Plan>> Plan(AdoptServer command, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        if (orphan.NoneAnyMore is { } ended) return ended;
        if (orphan.Kind != CostKind.Server)
            return new Refusal($"{orphan.Slug} is a {orphan.Kind.InWords()}, and only servers can be adopted.");
        if (await orphan.KnownAs(work.Db, cancel) is { } known) return Orphan.IsKnown(orphan, known);
        if (await work.Find<bool>("select exists (select from servers where name = @Name)", new { orphan.Name }, cancel))
            return new Refusal(
                $"There is, or was, another server called {orphan.Name} here. Give it another name at {provider.Called} first.");
        if ((await Owner(command, work, cancel)).Failed(out var owner, out var refusal)) return refusal;
        return new Plan(orphan.Target, $"Adopt {orphan.What}")
        {
            TargetVersion = orphan.Version, Amount = orphan.Price, Tier = owner?.Tier,
            Changes =
            [
                new("Belongs to", "nobody", owner?.Slug ?? command.Purpose.Words()),
                new($"Label at {provider.Called}", orphan.Label ?? "none", LabelOf(orphan)),
                new("A month", "not counted", orphan.Price.ToString()),
            ],
            Affects = owner is null ? new(Impact.None, "Nobody.")
                : new(Impact.Gain, $"{owner.Name}: the server counts as theirs from then on."),
            Undo = Undo.ByHand("What was adopted stays, until somebody deletes it."),
        };
    }

    /// <summary>The organization that gets it; none where it is nobody's.</summary>
    static async Task<Result<Organization?>> Owner(AdoptServer command, Work work, CancellationToken cancel)
    {
        switch (command.Purpose, command.Org)
        {
            case (ServerPurpose.Organization, null):
                return new Refusal("Say whose it is: add org: and the organization.");
            case (ServerPurpose.Host, _):
                return new Refusal("A host needs a Docker engine that OpsBot can reach, which nobody has set up on it yet. "
                    + "Adopt it as a pool, or set the host up by hand.");
            case (ServerPurpose.Pool, null):
                return Result<Organization?>.Of(null);
            case (ServerPurpose.Pool, _):
                return new Refusal("A pool is nobody's alone: leave the organization out.");
        }
        var owner = await Organization.Get(work.Db, command.Org!.Value, cancel);
        if (owner.State is not (OrganizationState.Active or OrganizationState.Suspended))
            return new Refusal($"{owner.Slug} is {owner.State.Words()}. Only one that is active or suspended gets a server like this.");
        return await Server.Of(work.Db, owner.Id, cancel) is { } has
            ? new Refusal($"{owner.Slug} has a server already: {has.Name}.") { WaysOn = [new("Show", $"/vps show {has.Name}")] }
            : Result<Organization?>.Of(owner);
    }

    // One that OpsBot made once keeps the label that it has.
    static string LabelOf(Orphan orphan) => orphan.Label is { Length: > 0 } label ? label : $"adopted-{orphan.ProviderId}";

    public async Task<Result<ServerAdopted>> Handle(AdoptServer command, Work work, CancellationToken cancel) =>
        new ServerAdopted((await Orphan.Get(work.Db, command.Orphan, cancel)).Name);

    public IReadOnlyList<Step<AdoptServer, AdoptionMemo>> Steps =>
    [
        new("Look at it", async (command, run, cancel) =>
        {
            var orphan = await Read(command, cancel);
            if ((await provider.Get(orphan.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
            if (machine.Labels.GetValueOrDefault(Rented.LabelName) is { } label && label != orphan.Label && label != LabelOf(orphan))
                return new StepResult.Failed("Its label is another now, so it is not what was agreed on. Nothing was done to it.");
            run.Memo = new() { Before = run.Memo.Before ?? machine.Labels, Machine = machine };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Give it our label", async (command, run, cancel) =>
        {
            var orphan = await Read(command, cancel);
            var labels = new Dictionary<string, string>(run.Memo.Before!) { [Rented.LabelName] = LabelOf(orphan) };
            return await Label(orphan, labels, cancel);
        })
        {
            Undo = async (command, run, cancel) => await Label(await Read(command, cancel), run.Memo.Before!, cancel),
        },
    ];

    // Set as a whole, so that twice is as good as once.
    async Task<StepResult> Label(Orphan orphan, IReadOnlyDictionary<string, string> labels, CancellationToken cancel) =>
        (await provider.Label(orphan.ProviderId, labels, cancel)).Failed(out _, out var fault) ? fault.Step() : StepResult.Next;

    async Task<Orphan> Read(AdoptServer command, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Orphan.Get(db, command.Orphan, cancel);
    }

    public async Task<Result<ServerAdopted>> Finish(AdoptServer command, JobRun<AdoptionMemo> run, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        var machine = run.Memo.Machine!;
        if (command.Org is { } org) await work.Lock(Target.Of(org, ""), cancel);
        if (await orphan.KnownAs(work.Db, cancel) is { } known) return Orphan.IsKnown(orphan, known);
        if ((await Owner(command, work, cancel)).Fault is { } no) return no;
        var id = ServerId.Of(Guid.CreateVersion7(work.Now));
        if (await work.Execute(
            """
            insert into servers (
                id, name, region, created_at, purpose, organization_id, provider, provider_id, label, type, v4, v6, state, price_minor,
                currency, changed_at)
            values (@id, @Name, @Region, @MadeAt, @Purpose, @Org, @Provider, @ProviderId, @Label, @Type, @V4::inet, @V6::inet, @State,
                    @PriceMinor, @Currency, @Now)
            on conflict do nothing
            """,
            new
            {
                id, orphan.Name, machine.Region, orphan.MadeAt, command.Purpose, Org = command.Org?.Value, orphan.Provider,
                orphan.ProviderId, Label = LabelOf(orphan), machine.Type, machine.V4, machine.V6, orphan.PriceMinor, orphan.Currency,
                State = (machine.State == MachineState.Off ? ServerState.Off : ServerState.Running).Snake(), work.Now,
            }, cancel) == 0)
            return new Refusal($"Another server is called {orphan.Name} by now, or carries that label.");
        await work.Execute("update orphans set ended_at = @Now, ended_by = 'adopted', version = version + 1 where id = @Orphan",
            new { command.Orphan, work.Now }, cancel);
        return new ServerAdopted(orphan.Name);
    }

    public async Task<ServerAdopted> GiveUp(
        AdoptServer command, JobRun<AdoptionMemo> run, string error, Work work, CancellationToken cancel) =>
        new((await Orphan.Get(work.Db, command.Orphan, cancel)).Name, error);
}
