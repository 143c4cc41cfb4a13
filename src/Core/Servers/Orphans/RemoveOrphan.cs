using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

public sealed record RemoveOrphan([Arg("which orphan")] OrphanId Orphan) : ICommand<RemoveOrphan, OrphanRemoved>
{
    public static Spec Spec { get; } = new("vps remove-orphan", "Delete at the provider what costs money and no record knows")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Removing", Verb = "Remove",
        Examples = ["/vps remove-orphan volume-4711 reason:\"left behind by the move\""],
    };
}

public sealed record OrphanRemoved(string Slug, Money Price, bool WasGone = false, string? Error = null) : IAnswer
{
    public bool ChangedNothing => WasGone && Error is null;

    public Reply Say() => Error is null
        ? new(WasGone ? $"{Slug} was gone already" : $"{Slug} is removed")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(WasGone ? "It costs nothing any more." : $"It costs nothing any more; that was {Price} a month.")],
            Buttons = [new Button("Orphans", "/vps orphans")],
        }
        : new($"{Slug} was not removed")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Notice(Tone.Bad, Error)],
            Buttons =
            [
                new Button("Retry", $"/vps remove-orphan {Slug}") { Look = Look.Primary }, new Button("Orphans", "/vps orphans"),
            ],
        };
}

sealed record RemovalMemo
{
    /// <summary>It was not there any more when it was looked for.</summary>
    public bool WasGone { get; init; }

    /// <summary>By which its protection is being lifted, and it is being deleted.</summary>
    public string? Lifting { get; init; }

    public string? Deleting { get; init; }

    /// <summary>By which it is being protected again, where the job was called off.</summary>
    public string? Protecting { get; init; }
}

sealed class RemoveOrphanHandler(NpgsqlDataSource source, Machines machines, IProvider provider)
    : IHandle<RemoveOrphan, OrphanRemoved>, ILongWork<RemoveOrphan, RemovalMemo, OrphanRemoved>
{
    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    public string? SerialKey(RemoveOrphan command, Target target) => target.Key;

    public async Task<Result<Plan>> Plan(RemoveOrphan command, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        if (orphan.EndedBy is OrphanEnd.Gone or OrphanEnd.Removed)
            return new Plan(orphan.Target, $"Nothing: {orphan.Slug} is gone already")
            {
                Guard = Guard.None, Undo = Undo.Needless("Nothing is done."),
            };
        if (orphan.NoneAnyMore is { } ended) return ended;
        if (await orphan.KnownAs(work.Db, cancel) is { } known) return Orphan.IsKnown(orphan, known);
        if (Untouchable(orphan) is { } no) return no;
        return new Plan(orphan.Target, $"Delete {orphan.What} at {provider.Called}")
        {
            TargetVersion = orphan.Version, Amount = orphan.Price,
            Changes =
            [
                new("A month", orphan.Price.ToString(), "nothing"),
                new("Made", $"{orphan.MadeAt:yyyy-MM-dd}, known of since {orphan.FirstSeenAt:yyyy-MM-dd}", "gone"),
                .. new Change("Protected", "yes", "lifted for this").If(orphan.IsProtected),
            ],
            Affects = new(Impact.Loss, orphan.Kind is CostKind.PrimaryIp or CostKind.FloatingIp
                ? "Nobody that is recorded. The address is given back and may be another's tomorrow."
                : "Nobody that is recorded. All data on it is lost."),
            Undo = Undo.Never(),
        };
    }

    /// <summary>What is without the label may well be somebody else's; what is protected is so for a reason nobody here knows.</summary>
    Refusal? Untouchable(Orphan orphan) => orphan switch
    {
        { Label: null } => new(
            $"{orphan.Slug} carries no label {Rented.LabelName}, so OpsBot has not made it, and does not delete it. "
            + $"Delete it at {provider.Called} yourself"
            + (orphan.Kind == CostKind.Server ? $", or take it in with /vps adopt {orphan.Slug}." : "."))
        {
            WaysOn = orphan.Kind == CostKind.Server ? [new("Adopt", $"/vps adopt {orphan.Slug}")] : [],
        },
        { Kind: not CostKind.Server, IsProtected: true } =>
            new($"{orphan.Slug} is protected at {provider.Called} against being deleted. Lift that there, if it can really go."),
        { AttachedTo: { } server } => new(
            $"{orphan.Slug} hangs on the server {server} at {provider.Called}. Detach it there, or remove the server first."),
        _ => null,
    };

    public async Task<Result<OrphanRemoved>> Handle(RemoveOrphan command, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        return new OrphanRemoved(orphan.Slug, orphan.Price, orphan.EndedBy is not null);
    }

    public IReadOnlyList<Step<RemoveOrphan, RemovalMemo>> Steps =>
    [
        new("See that nobody needs it", async (command, run, cancel) =>
        {
            var (orphan, refused) = await Read(command, cancel);
            if (refused is not null) return refused;
            var (there, fault) = await There(orphan, cancel);
            if (fault is not null) return fault.Step();
            run.Memo = run.Memo with { WasGone = there is null };
            return there is null ? StepResult.Next
                : there.AttachedTo is { } server ? new StepResult.Failed($"It hangs on the server {server} now. Nothing was deleted.")
                : there.Labels.GetValueOrDefault(Rented.LabelName) != orphan.Label
                    ? new StepResult.Failed("Its label is another now, so it is not what was agreed on. Nothing was deleted.")
                : StepResult.Next;
        }) { OnlyLooks = true },
        new("Lift its protection", async (command, run, cancel) =>
        {
            var (orphan, refused) = await Read(command, cancel);
            if (refused is not null) return refused;
            return orphan.Kind != CostKind.Server || run.Memo.WasGone ? StepResult.Next
                : await machines.Bring(Machine(orphan), machine => !machine.IsProtected,
                    () => provider.Do(orphan.ProviderId, MachineAct.Unprotect, cancel),
                    new(() => run.Memo.Lifting, action => run.Memo = run.Memo with { Lifting = action }), cancel, StepResult.Next);
        })
        {
            Undo = async (command, run, cancel) =>
            {
                var (orphan, _) = await Read(command, cancel);
                return orphan is not { Kind: CostKind.Server, IsProtected: true } || run.Memo.WasGone ? StepResult.Next
                    : await machines.Bring(Machine(orphan), machine => machine.IsProtected || machine.State == MachineState.Deleting,
                        () => provider.Do(orphan.ProviderId, MachineAct.Protect, cancel),
                        new(() => run.Memo.Protecting, action => run.Memo = run.Memo with { Protecting = action }), cancel,
                        StepResult.Next);
            },
        },
        new("Delete it", async (command, run, cancel) =>
        {
            var (orphan, refused) = await Read(command, cancel);
            if (refused is not null) return refused;
            if (run.Memo.WasGone) return StepResult.Next;
            if (orphan.Kind == CostKind.Server)
                return await machines.Bring(Machine(orphan), machine => machine.State == MachineState.Deleting,
                    () => provider.Delete(orphan.ProviderId, cancel),
                    new(() => run.Memo.Deleting, action => run.Memo = run.Memo with { Deleting = action }), cancel, StepResult.Next);
            return (await provider.Remove(orphan.Kind, orphan.ProviderId, cancel)).Failed(out _, out var fault)
                && fault.Trouble != ProviderTrouble.Gone ? fault.Step() : StepResult.Next;
        }),
        new("See that it is gone", async (command, run, cancel) =>
        {
            var (orphan, _) = await Read(command, cancel);
            if (run.Memo.WasGone) return StepResult.Next;
            var (there, fault) = await There(orphan, cancel);
            return fault is not null ? fault.Step() : there is null ? StepResult.Next : new StepResult.LookAgain(soon);
        })
        {
            Patience = TimeSpan.FromMinutes(15), Late = "It was still there", OnlyLooks = true,
        },
    ];

    static Rented Machine(Orphan orphan) => new(orphan.Name, orphan.ProviderId, orphan.Label!);

    /// <summary>As it is remembered, and why nothing may be done to it where it became somebody's meanwhile.</summary>
    async Task<(Orphan One, StepResult? Refused)> Read(RemoveOrphan command, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var orphan = await Orphan.Get(db, command.Orphan, cancel);
        return (orphan, await orphan.KnownAs(db, cancel) is { } server
            ? new StepResult.Failed(Orphan.IsKnown(orphan, server).Sentence) : null);
    }

    /// <summary>As the provider has it now; a server is asked for alone, all else is looked for in the list of what costs.</summary>
    async Task<(CostingItem? Item, ProviderFault? Fault)> There(Orphan orphan, CancellationToken cancel)
    {
        if (orphan.Kind != CostKind.Server)
            return (await provider.Costing(Urgency.Job, cancel)).Failed(out var all, out var noList) ? (null, noList)
                : (all.FirstOrDefault(one => one.Kind == orphan.Kind && one.Id == orphan.ProviderId), null);
        if ((await provider.Get(orphan.ProviderId, cancel)).Failed(out var machine, out var fault))
            return fault.Trouble == ProviderTrouble.Gone ? (null, null) : (null, fault);
        return (new(CostKind.Server, machine.Id, machine.Name, orphan.Price) { Labels = machine.Labels }, null);
    }

    public async Task<Result<OrphanRemoved>> Finish(
        RemoveOrphan command, JobRun<RemovalMemo> run, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        await work.Execute(
            """
            update orphans
            set    ended_at = @Now, ended_by = @By, version = version + 1
            -- The hourly look may have seen before this that it is not there any more.
            where  id = @Orphan and (ended_at is null or ended_by = 'gone')
            """, new { command.Orphan, By = (run.Memo.WasGone ? OrphanEnd.Gone : OrphanEnd.Removed).Snake(), work.Now }, cancel);
        return new OrphanRemoved(orphan.Slug, orphan.Price, run.Memo.WasGone);
    }

    public async Task<OrphanRemoved> GiveUp(
        RemoveOrphan command, JobRun<RemovalMemo> run, string error, Work work, CancellationToken cancel)
    {
        var orphan = await Orphan.Get(work.Db, command.Orphan, cancel);
        return new OrphanRemoved(orphan.Slug, orphan.Price, false, error);
    }
}
