using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What the steps leave each other.</summary>
public sealed record ResizeMemo
{
    /// <summary>The type that was agreed to, and those that were before.</summary>
    public string Wanted { get; init; } = "";

    public string Was { get; init; } = "";

    public string TierBefore { get; init; } = "";

    public Guid Server { get; init; }

    public string Name { get; init; } = "";

    public string ProviderId { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>A month, of the type that was agreed to.</summary>
    public Money? Price { get; init; }

    /// <summary>It was seen to be of the new type.</summary>
    public bool IsChanged { get; init; }

    /// <summary>It was seen to run after all that was done to it.</summary>
    public bool RunsAgain { get; init; }

    /// <summary>Why nobody could ask its services, where that was so.</summary>
    public string? Untested { get; init; }

    public string? Picture { get; init; }

    public decimal? PictureGb { get; init; }

    public int PictureDiskGb { get; init; }

    public Money? PicturePrice { get; init; }

    /// <summary>What was begun at the provider.</summary>
    public string? ShuttingDown { get; init; }

    public string? PoweringOff { get; init; }

    public string? Picturing { get; init; }

    public string? Changing { get; init; }

    public string? PoweringOn { get; init; }
}

/// <summary>Makes an organization's server another type. Whatever happens on the way, it is powered on again.</summary>
sealed class ResizeSteps(
    NpgsqlDataSource source, IProvider provider, Machines machines, Pictures pictures, ServiceTest test, TimeProvider time)
{
    public const string Off = "Shut it down", On = "Power it on";

    const int ManyTries = 12;

    // A system that has not shut down by then does not.
    static readonly TimeSpan grace = TimeSpan.FromSeconds(90);

    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    public IReadOnlyList<Step<ChangeTier, ResizeMemo>> All =>
    [
        new("See how it is", (_, run, cancel) => See(run, cancel)) { OnlyLooks = true, Tries = ManyTries },
        new(Off, (_, run, cancel) => GoOff(run, cancel))
        {
            Tries = ManyTries, Late = "It did not go off", Undo = (_, run, cancel) => BackOn(run, cancel),
        },
        new("Take a picture of its disk", async (command, run, cancel) => command.Snapshot ? await Picture(run, cancel) : StepResult.Next)
        {
            Patience = Pictures.Patience, Late = Pictures.Late,
            LookUp = async (command, run, cancel) => command.Snapshot ? await LookUpPicture(run, cancel) : StepResult.Next,
            Undo = async (_, run, cancel) => run.Memo.IsChanged ? StepResult.Next : await pictures.Discard(Key(run), cancel),
        },
        // It is off meanwhile, so nobody waits for long.
        new("Change its type", Change)
        {
            Late = "It did not become the new type", Undo = (_, run, cancel) => SeeType(run, cancel),
        },
        new(On, (_, run, cancel) => GoOn(run, cancel)) { Tries = ManyTries, Late = "It did not come on" },
        new("Test its services", (_, run, cancel) => Test(run, cancel))
        {
            OnlyLooks = true, Patience = ServiceTest.Patience, Late = ServiceTest.Late,
        },
    ];

    static Rented Server(JobRun<ResizeMemo> run) => new(run.Memo.Name, run.Memo.ProviderId, run.Memo.Label);

    static string Key(JobRun<ResizeMemo> run) => run.Id.ToString("n");

    sealed record Moved(
        Guid Id, string Name, string ProviderId, string Label, string Type, string TierName, long? PriceMinor, string? Currency);

    async Task<StepResult> See(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var server = await db.Get<Moved>(
            """
            select s.id, s.name, s.provider_id, s.label, s.type, t.name as tier_name, p.price_minor, p.currency
            from   servers s
            join   organizations o on o.id = s.organization_id
            join   tiers t on t.slug = o.tier
            left   join provider_types p on p.type = @Wanted and p.region = s.region
            where  s.trail = @Trail
            """, new { run.Trail, run.Memo.Wanted }, cancel);
        run.Memo = run.Memo with
        {
            Server = server.Id, Name = server.Name, ProviderId = server.ProviderId, Label = server.Label, Was = server.Type,
            TierBefore = server.TierName, Price = server.PriceMinor is { } minor ? new Money(minor, Currency.Of(server.Currency!)) : null,
        };
        return (await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault) ? fault.Step()
            : Server(run).NotOurs(machine) ?? StepResult.Next;
    }

    async Task<StepResult> GoOff(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        var cut = time.GetUtcNow() - run.StepStartedAt >= grace;
        return await machines.Bring(Server(run), machine => machine.State == MachineState.Off,
            () => provider.Do(run.Memo.ProviderId, cut ? MachineAct.PowerOff : MachineAct.Shutdown, cancel),
            cut ? new(() => run.Memo.PoweringOff, action => run.Memo = run.Memo with { PoweringOff = action })
                : new(() => run.Memo.ShuttingDown, action => run.Memo = run.Memo with { ShuttingDown = action }), cancel);
    }

    async Task<StepResult> Picture(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        var taken = await pictures.Take(new(Server(run), Key(run), $"{run.Target.Label}: before {run.Memo.Wanted}"), run.Memo.Picture,
            new(() => run.Memo.Picturing, action => run.Memo = run.Memo with { Picturing = action }),
            id => run.Memo = run.Memo with { Picture = id }, cancel);
        if (taken.Picture is { } picture)
            run.Memo = run.Memo with { PictureGb = picture.SizeGb ?? 0, PictureDiskGb = picture.DiskGb, PicturePrice = taken.Price };
        return taken.Result;
    }

    async Task<StepResult?> LookUpPicture(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        if ((await pictures.Find(Key(run), cancel)).Failed(out var found, out var fault)) return fault.Step();
        if (found.Count == 0) return null;
        run.Memo = run.Memo with { Picture = found[0].Id };
        return await Picture(run, cancel);
    }

    async Task<StepResult> Change(ChangeTier command, JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        var changed = await machines.Bring(Server(run), machine => machine.Type == run.Memo.Wanted,
            () => provider.ChangeType(run.Memo.ProviderId, run.Memo.Wanted, command.Disk == DiskWish.Grow, cancel),
            new(() => run.Memo.Changing, action => run.Memo = run.Memo with { Changing = action }), cancel);
        if (changed is StepResult.Done) run.Memo = run.Memo with { IsChanged = true };
        return changed;
    }

    /// <summary>Nothing changes it back; what it is decides what its organization pays for.</summary>
    async Task<StepResult> SeeType(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        if ((await provider.Get(run.Memo.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        // What was begun may still come to its end.
        if (machine.Type != run.Memo.Wanted && machine.IsLocked)
            return new StepResult.LookAgain(soon, "It is being changed at this moment.");
        run.Memo = run.Memo with { IsChanged = machine.Type == run.Memo.Wanted };
        return StepResult.Next;
    }

    async Task<StepResult> GoOn(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        var on = await machines.Bring(Server(run), machine => machine.State == MachineState.Running,
            () => provider.Do(run.Memo.ProviderId, MachineAct.PowerOn, cancel),
            new(() => run.Memo.PoweringOn, action => run.Memo = run.Memo with { PoweringOn = action }), cancel);
        if (on is StepResult.Done) run.Memo = run.Memo with { RunsAgain = true };
        return on;
    }

    async Task<StepResult> BackOn(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        if ((await provider.Get(run.Memo.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        // It runs on while it shuts down, and would be off a moment after it was left as it is.
        if (!run.Memo.RunsAgain && run.Memo is { ShuttingDown: not null, PoweringOn: null } && machine.State == MachineState.Running
            && time.GetUtcNow() - run.StepStartedAt < grace)
            return new StepResult.LookAgain(soon, "It was asked to shut down, and may still do so.");
        return await GoOn(run, cancel);
    }

    /// <summary>Where nobody can ask them, that is said; it keeps no server from its type.</summary>
    async Task<StepResult> Test(JobRun<ResizeMemo> run, CancellationToken cancel)
    {
        if ((await test.Look(new(run.Memo.Server), cancel)).Failed(out var seen, out var fault))
        {
            if (fault.Trouble != NodeTrouble.Misconfigured) return fault.Awaited(soon);
            run.Memo = run.Memo with { Untested = fault.Sentence };
            return StepResult.Next;
        }
        return seen.AllAnswer ? StepResult.Next : new StepResult.LookAgain(soon, seen.Sentence);
    }
}
