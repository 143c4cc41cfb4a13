using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Takes an organization's server away, and all that would cost on without it. What is gone already is done.</summary>
sealed class DeleteSteps(NpgsqlDataSource source, IProvider provider, Machines machines, Pictures pictures, TimeProvider time)
{
    // As long as a provider is away on a bad day.
    const int ManyTries = 12;

    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    // What goes with its server goes within moments; what does not then is not ours.
    static readonly TimeSpan untilItIsLeft = TimeSpan.FromMinutes(2);

    public IReadOnlyList<Step<DeleteOrganization, DeleteMemo>> All =>
    [
        new("See what there is", See) { OnlyLooks = true, Tries = ManyTries },
        new("Lift its protection", (_, run, cancel) => Protected(run, false, cancel))
        {
            Tries = ManyTries, Late = "Its protection was not lifted",
            Undo = (_, run, cancel) => run.Memo.WasProtected ? Protected(run, true, cancel) : Task.FromResult(StepResult.Next),
        },
        new("Take a picture of its disk", async (command, run, cancel) =>
            command.Snapshot && run.Memo.ProviderId is not null ? await Picture(run, cancel) : StepResult.Next)
        {
            Tries = ManyTries, Patience = Pictures.Patience, Late = Pictures.Late,
            LookUp = (_, run, cancel) => LookUpPicture(run, cancel),
            // Of a server that is gone it is all that is left.
            Undo = async (_, run, cancel) => run.Memo.Fate == ServerFate.Deleted ? StepResult.Next
                : await pictures.Discard(PictureKey(run), cancel),
        },
        new("Delete the server", (_, run, cancel) => Delete(run, cancel))
        {
            Tries = ManyTries, Patience = TimeSpan.FromMinutes(30), Late = "It was not gone", Undo = (_, run, cancel) => Lives(run, cancel),
        },
        new("See that nothing of it costs any more", (_, run, cancel) => Rest(run, cancel))
        {
            Tries = ManyTries, Patience = TimeSpan.FromMinutes(30), Late = "It was not gone",
        },
    ];

    static Rented Server(JobRun<DeleteMemo> run) => new(run.Memo.Name, run.Memo.ProviderId!, run.Memo.Label!);

    // Of this job alone, so that nobody's else picture is taken for it.
    static string PictureKey(JobRun<DeleteMemo> run) => run.Id.ToString("n");

    async Task<StepResult> See(DeleteOrganization command, JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // Without a server there may still be something of the last one, which an earlier delete did not get to.
        if (await Servers.Server.Last(db, command.Org, cancel) is not { } server) return StepResult.Next;
        run.Memo = run.Memo with
        {
            Server = server.State == ServerState.Deleting ? server.Id : null, Name = server.Name, Label = server.Label,
        };
        if (run.Memo.Server is null) return StepResult.Next;
        if ((await provider.Of(server, cancel)).Failed(out var there, out var fault)) return fault.Step();
        if (there.Count == 0) return StepResult.Next;
        run.Memo = run.Memo with
        {
            ProviderId = there[0].Id, Type = there[0].Type, WasProtected = there[0].IsProtected, Attached = there[0].Attached,
        };
        return Server(run).NotOurs(there[0]) ?? StepResult.Next;
    }

    async Task<StepResult> Protected(JobRun<DeleteMemo> run, bool on, CancellationToken cancel) =>
        run.Memo.ProviderId is not { } id || run.Memo.Fate == ServerFate.Deleted ? StepResult.Next : await machines.Bring(
            Server(run), machine => machine.IsProtected == on,
            () => provider.Do(id, on ? MachineAct.Protect : MachineAct.Unprotect, cancel),
            on ? new(() => run.Memo.Protecting, action => run.Memo = run.Memo with { Protecting = action })
                : new(() => run.Memo.Unprotecting, action => run.Memo = run.Memo with { Unprotecting = action }),
            cancel, gone: StepResult.Next);

    async Task<StepResult> Picture(JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        var order = new PictureOrder(Server(run), PictureKey(run), $"{run.Target.Label}: goodbye");
        var taken = await pictures.Take(order, run.Memo.Picture,
            new(() => run.Memo.Picturing, action => run.Memo = run.Memo with { Picturing = action }),
            id => run.Memo = run.Memo with { Picture = id }, cancel);
        if (taken.Picture is { } picture)
            run.Memo = run.Memo with { PictureGb = picture.SizeGb ?? 0, PictureDiskGb = picture.DiskGb, PicturePrice = taken.Price };
        return taken.Result;
    }

    async Task<StepResult?> LookUpPicture(JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        if (run.Memo.ProviderId is null) return StepResult.Next;
        if ((await pictures.Find(PictureKey(run), cancel)).Failed(out var found, out var fault)) return fault.Step();
        if (found.Count == 0) return null;
        run.Memo = run.Memo with { Picture = found[0].Id };
        return await Picture(run, cancel);
    }

    async Task<StepResult> Delete(JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        if (run.Memo.ProviderId is { } id)
        {
            var gone = await machines.Bring(Server(run), _ => false, () =>
            {
                run.Memo = run.Memo with { Fate = ServerFate.Unknown };
                return provider.Delete(id, cancel);
            }, new(() => run.Memo.Deleting, action => run.Memo = run.Memo with { Deleting = action }), cancel, gone: StepResult.Next);
            if (gone is not StepResult.Done) return gone;
        }
        if (run.Memo.Server is not null) run.Memo = run.Memo with { Fate = ServerFate.Deleted };
        return StepResult.Next;
    }

    /// <summary>Nothing brings a deleted server back; what has become of it decides what its organization is.</summary>
    async Task<StepResult> Lives(JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        if (run.Memo.Fate == ServerFate.Deleted || run.Memo.ProviderId is not { } id) return StepResult.Next;
        if ((await provider.Get(id, cancel)).Failed(out var machine, out var fault))
        {
            if (fault.Trouble != ProviderTrouble.Gone) return fault.Step();
            run.Memo = run.Memo with { Fate = ServerFate.Deleted };
            return StepResult.Next;
        }
        if (machine.State == MachineState.Deleting) return new StepResult.LookAgain(soon, "It is being deleted at this moment.");
        run.Memo = run.Memo with { Fate = ServerFate.Lives };
        return StepResult.Next;
    }

    /// <summary>What carries its label is removed; what only hung on it goes by itself, or is somebody else's.</summary>
    async Task<StepResult> Rest(JobRun<DeleteMemo> run, CancellationToken cancel)
    {
        if (run.Memo.Label is not { } label) return StepResult.Next;
        if ((await provider.Costing(Urgency.Job, cancel)).Failed(out var all, out var fault)) return fault.Step();
        var hung = run.Memo.Attached.Select(one => (one.Kind, one.Id)).ToHashSet();
        var rest = all.Where(one => one.Kind != CostKind.Snapshot && (IsOurs(one) || hung.Contains((one.Kind, one.Id)))).ToList();
        foreach (var one in rest.Where(one => IsOurs(one) && one.AttachedTo is null))
            if ((await provider.Remove(one.Kind, one.Id, cancel)).Failed(out _, out fault) && fault.Trouble != ProviderTrouble.Gone)
                return fault.Step();
        var late = time.GetUtcNow() - run.StepStartedAt > untilItIsLeft;
        if (rest.Count == 0 || (late && !rest.Any(IsOurs)))
        {
            run.Memo = run.Memo with { Left = [.. rest.Select(one => $"{one.Kind.InWords()} {one.Name} ({one.Price} a month)")] };
            return StepResult.Next;
        }
        return new StepResult.LookAgain(soon, $"Still there: {Several.Of(rest.Count, "thing", "things")} of it.");

        bool IsOurs(CostingItem one) => one.Labels.GetValueOrDefault(Rented.LabelName) == label;
    }
}
