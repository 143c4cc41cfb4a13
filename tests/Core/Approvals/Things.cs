using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

/// <summary>A noun that only these tests have, so that they need no other part of the product.</summary>
public readonly record struct ThingId(Guid Value) : IId<ThingId>
{
    public static string Prefix => "thg";
    public static ThingId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

public sealed record RemoveThing([Arg("thing to remove")] ThingId Thing, [Arg("what it gives back", Named = true)] Money? Amount = null)
    : ICommand<RemoveThing, ThingRemoved>
{
    public static Spec Spec { get; } = new("thing remove", "Remove a thing") { Guard = Guard.Approval };
}

public sealed record PolishThing([Arg("thing to polish")] ThingId Thing) : ICommand<PolishThing, ThingRemoved>
{
    public static Spec Spec { get; } = new("thing polish", "Polish a thing") { Needs = Role.Admin };
}

public sealed record SwapThings([Arg("one of them")] ThingId One, [Arg("the other")] ThingId Other) : ICommand<SwapThings, ThingRemoved>
{
    public static Spec Spec { get; } = new("thing swap", "Swap two things");
}

public sealed record ThingRemoved(string Name) : IAnswer
{
    public Reply Say() =>
        new($"{Name} is gone") { Tone = Tone.Good, Audience = Audience.Room, Buttons = [new Button("Things", "/thing list")] };
}

sealed class RemoveThingHandler : IHandle<RemoveThing, ThingRemoved>
{
    public async Task<Result<Plan>> Plan(RemoveThing command, Work work, CancellationToken cancel)
    {
        var thing = await work.Get<ThingRow>("select name, version, state, tier from things where id = @Id",
            new { Id = command.Thing.Value }, cancel);
        return thing.State != "here" ? new Refusal($"{thing.Name} is gone already.")
            : new Plan(Target.Of(command.Thing, thing.Name), $"Remove {thing.Name}")
            {
                TargetVersion = thing.Version, Amount = command.Amount, Tier = thing.Tier, Undo = Undo.Never(),
                Changes = [new("State", "here", "gone")],
            };
    }

    public async Task<Result<ThingRemoved>> Handle(RemoveThing command, Work work, CancellationToken cancel)
    {
        var name = await work.Get<string>(
            "update things set state = 'gone', version = version + 1, removed_by = @By, why = @Reason where id = @Id returning name",
            new { Id = command.Thing.Value, By = work.Operator.Name, work.Reason }, cancel);
        if (name == "stubborn") return new Refusal("stubborn does not want to go.");
        if (name == "bomb") throw new InvalidOperationException("Boom.");
        if (name == "badsql") await work.Execute("select 1 / 0", null, cancel);
        // Pulled only once: the first who tries loses the connection, the next does not.
        if (name == "plug" && (Plugs.Pull?.TryDequeue(out _) ?? false))
            await work.Execute("select pg_terminate_backend(pg_backend_pid())", null, cancel);
        return new ThingRemoved(name);
    }
}

public sealed record ShipThing([Arg("thing to ship")] ThingId Thing) : ICommand<ShipThing, ThingRemoved>
{
    public static Spec Spec { get; } = new("thing ship", "Ship a thing, which takes long") { Guard = Guard.Approval, Doing = "Shipping" };
}

sealed class ShipThingHandler : IHandle<ShipThing, ThingRemoved>, ILongWork<ShipThing, NoMemo, ThingRemoved>
{
    public Task<Result<Plan>> Plan(ShipThing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(Target.Of(command.Thing, "it"), "Ship it"));

    public Task<Result<ThingRemoved>> Handle(ShipThing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<ThingRemoved>>(new ThingRemoved("it"));

    public IReadOnlyList<Step<ShipThing, NoMemo>> Steps => [new("Pack it", (_, _, _) => Task.FromResult(StepResult.Next))];

    public Task<Result<ThingRemoved>> Finish(ShipThing command, JobRun<NoMemo> run, Work work, CancellationToken cancel) =>
        Handle(command, work, cancel);

    public Task<ThingRemoved> GiveUp(ShipThing command, JobRun<NoMemo> run, string error, Work work, CancellationToken cancel) =>
        Task.FromResult(new ThingRemoved("it"));
}

sealed class SwapThingsHandler : IHandle<SwapThings, ThingRemoved>
{
    // Whoever swaps anything moves the lamp, too.
    public async Task<IReadOnlyList<Target>> Locks(SwapThings command, Work work, CancellationToken cancel) =>
        [Target.Of(new ThingId(await work.Get<Guid>("select id from things where name = 'lamp'", null, cancel)), "lamp")];

    public async Task<Result<Plan>> Plan(SwapThings command, Work work, CancellationToken cancel) => new Plan(
        Target.Of(command.One, "one"), "Swap them")
    {
        TargetVersion = await work.Get<long>("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()", null,
            cancel),
    };

    public Task<Result<ThingRemoved>> Handle(SwapThings command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<ThingRemoved>>(new ThingRemoved($"{work.Plan!.TargetVersion} locked"));
}

sealed class PolishThingHandler : IHandle<PolishThing, ThingRemoved>
{
    public Task<Result<Plan>> Plan(PolishThing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(Target.Of(command.Thing, "it"), "Polish it"));

    public Task<Result<ThingRemoved>> Handle(PolishThing command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<ThingRemoved>>(new ThingRemoved("it"));
}

/// <summary>How often the connection is to be lost in the middle of removing the plug, for this test alone.</summary>
static class Plugs
{
    static readonly AsyncLocal<ConcurrentQueue<int>?> pull = new();

    public static ConcurrentQueue<int>? Pull { get => pull.Value; set => pull.Value = value; }
}

sealed record ThingRow(string Name, long Version, string State, string? Tier);

sealed class FindThing : IFinder
{
    sealed record Row(Guid Id, string Name, string? Currency);

    public Type IdType => typeof(ThingId);

    public string Noun => "thing";

    public async Task<IReadOnlyList<Found>> Find(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await db.List<Row>("select id, name, currency from things where strpos(name, @text) > 0 order by name limit @limit",
            new { text, limit }, cancel)).Select(Of)];

    public async Task<IReadOnlyList<Found>> Named(NpgsqlConnection db, IReadOnlyList<string> names, CancellationToken cancel) =>
        [.. (await db.List<Row>("select id, name, currency from things where name = any (@Names) or id = any (@Ids)",
            new { Names = names.ToArray(), Ids = Finders.IdsIn<ThingId>(names) }, cancel)).Select(Of)];

    static Found Of(Row row) => new(row.Id, row.Name, row.Name) { Currency = row.Currency is { } code ? Currency.Of(code) : null };
}

/// <summary>Requests about things: the team of <see cref="OperationTest"/> and a catalogue that has them.</summary>
public abstract class ApprovalTest(Postgres postgres) : OperationTest(postgres)
{
    protected override void Register(IServiceCollection services)
    {
        services.AddSingleton(_ => new Catalog(
        [
            .. Catalog.Of(typeof(Catalog).Assembly).Entries,
            .. new[] { typeof(RemoveThing), typeof(PolishThing), typeof(ShipThing), typeof(SwapThings) }.Select(Entry.Of),
        ]));
        services.AddSingleton<IHandle<SwapThings, ThingRemoved>, SwapThingsHandler>();
        services.AddSingleton<IHandle<RemoveThing, ThingRemoved>, RemoveThingHandler>();
        services.AddSingleton<IHandle<PolishThing, ThingRemoved>, PolishThingHandler>();
        services.AddSingleton<IHandle<ShipThing, ThingRemoved>, ShipThingHandler>();
        services.AddKeyedSingleton<ILongWork, ShipThingHandler>(typeof(ShipThing));
        services.AddSingleton<IFinder, FindThing>();
    }

    protected override async Task Arrange()
    {
        await Execute(
            """
            create table things (id uuid primary key, name text not null unique, version bigint not null default 1, state text not null default 'here', tier text, currency text, removed_by text, why text)
            """);
        foreach (var name in new[] { "lamp", "chair", "bomb", "badsql", "stubborn", "plug" })
            await Execute("insert into things (id, name) values (@Id, @name)", new { Id = Guid.CreateVersion7(Clock.GetUtcNow()), name });
    }

    /// <summary>Olivia asks to remove it; gives the number.</summary>
    protected async Task<long> Ask(string thing = "lamp", Person? by = null, string verb = "remove")
    {
        var outcome = await Run(by ?? Olivia, $"/thing {verb} {thing} reason:\"it is broken\"");
        Assert.True(outcome.Kind == OutcomeKind.Waiting, outcome.Text);
        return await Find<long>("select max(number) from approvals");
    }

    protected async Task<string> StateOf(long number) =>
        (await Find<string>("select state from approvals where number = @number", new { number }))!;

    protected async Task<bool> IsHere(string thing = "lamp") =>
        await Find<string>("select state from things where name = @thing", new { thing }) == "here";

    protected async Task<string> KeyOf(long number) =>
        $"approval:{new OpsBot.Core.Approvals.ApprovalId(await Find<Guid>("select id from approvals where number = @number", new { number }))}";

    /// <summary>"requested by Olivia", "approved by Adam", "done by Olivia": the trail of a request, in order.</summary>
    protected Task<IReadOnlyList<string>> Trail(long number) => List<string>(
        """
        select   a.outcome || ' by ' || coalesce(a.body::jsonb ->> 'operator', 'nobody')
        from     audit a
        join     approvals p on p.trail = a.trail
        where    p.number = @number
        order by a.seq
        """, new { number });

    /// <summary>Every copy of the card has ended: none has a button left.</summary>
    protected async Task NoButtonsLeft(long number)
    {
        var keys = await List<string>(
            "select c.key from approval_copies c join approvals a on a.id = c.approval_id where a.number = @number", new { number });
        Assert.NotEmpty(keys);
        foreach (var key in keys)
            Assert.Empty((await Said(key))?.Buttons ?? []);
    }

    /// <summary>A policy that stands from now on.</summary>
    protected Task Policy(params OpsBot.Core.Approvals.Rule[] rules) => Execute(
        "insert into policies (version, rules, changed_by, trail, changed_at) values ((select coalesce(max(version), 0) + 1 from policies), @Rules, @Id, @Trail, @Now)",
        new { Rules = Json.Text(rules), Sam.Id, Trail = Guid.CreateVersion7(Clock.GetUtcNow()), Now = Clock.GetUtcNow() });

    protected static Guard By(params Role[] quorum) => Guard.Approval with { Quorum = quorum };
}
