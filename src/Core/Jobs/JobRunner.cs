using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>
/// Runs queued long work step by step under a renewed lease; a dead worker's job goes on from its step. What is given up takes back what
/// it did, newest first, by the same steps and pauses.
/// </summary>
public sealed partial class JobRunner(
    Catalog catalog, IServiceProvider services, JobLease lease, JobOrigin origin, JobNotes notes, JobEnd end,
    TimeProvider time, ILogger<JobRunner> log)
{
    // A bug outside its steps, or a worker that died of it, is rarely gone after a while; but a deployment may mend it, or be the cause.
    const int MostStumbles = 5;

    // A worker that knows the operation is most likely being started at this moment.
    static readonly TimeSpan untilAnotherLooks = TimeSpan.FromMinutes(1);

    static readonly TimeSpan longestPause = TimeSpan.FromMinutes(5);

    // Whoever stops the program waits for it.
    static readonly TimeSpan longestGoodbye = TimeSpan.FromSeconds(2);

    enum Went { On, GivenBack, Failed }

    /// <summary>Takes the most urgent job and runs it as far as it goes now; none when none is due.</summary>
    public async Task<Task?> StartNext(CancellationToken cancel) => await lease.Claim(cancel) is { } job ? Run(job, cancel) : null;

    /// <summary>Runs the most urgent job as far as it goes now; false when none is due.</summary>
    public async Task<bool> RunNext(CancellationToken cancel)
    {
        if (await StartNext(cancel) is not { } running) return false;
        await running;
        return true;
    }

    async Task Run(Job job, CancellationToken cancel)
    {
        using var activity = Tracing.GoOn($"job {job.Operation}", job.Trace);
        var begun = time.GetTimestamp();
        await using var held = lease.Hold(job, cancel);
        OpenJob? open = null;
        try
        {
            if (job.Stumbles >= 2 * MostStumbles) await end.Abandon(job, job.Cancelling, held.Token);
            else if ((open = await Open(job, held.Token)) is null) await Leave(job, held.Token);
            else await GoOn(open, held.Token);
        }
        // The program stops, in good order.
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            await HandBack(job, open);
            throw;
        }
        // Else it would be taken up again with every lease that ends, for ever, and nobody would know.
        catch (Exception bug) when (IsBug(bug, held.Token))
        {
            LogStumbled(bug, job.Id, job.Operation, job.Stumbles + 1);
            await notes.PutBack(job, time.GetUtcNow() + Pause(job.Stumbles), held.Token);
        }
        Measures.Job(job.Operation, time.GetElapsedTime(begun));
    }

    async Task GoOn(OpenJob open, CancellationToken cancel)
    {
        var job = open.Job;
        if (await origin.AskedFrom(job, cancel) is not { } account)
        {
            LogChanged(job.Id, job.Operation);
            await end.Abandon(job, JobOrigin.Changed, cancel);
        }
        else if (job.GivingUp is not null) await TakeBack(open, cancel);
        else if (job.Stumbles >= MostStumbles) await GiveUp(open, job.Fault, cancel);
        // What was begun is not left half done for somebody's rights; what was not begins only for who could still ask for it.
        else if (!open.HasBegun && !await origin.MayStill(job, account, catalog.Find(job.Operation)!.Spec.Needs, cancel))
            await GiveUp(open, JobOrigin.LostRights, cancel);
        else await Walk(open, cancel);
    }

    async Task HandBack(Job job, OpenJob? open)
    {
        using var limit = new CancellationTokenSource(longestGoodbye, time);
        try
        {
            await notes.HandBack(job, open, limit.Token);
        }
        // It has ended already, or is another's; or nobody can be told, and the lease runs out by itself.
        catch (Exception away) when (away is OperationCanceledException || Outage.Is(away))
        {
            LogNotHandedBack(job.Id, away.Message);
        }
    }

    static bool IsBug(Exception bug, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && bug is not JobLostException && !Outage.Is(bug);

    /// <summary>None where another version queued it, or did a part of it, that this one does not know.</summary>
    async Task<OpenJob?> Open(Job job, CancellationToken cancel)
    {
        if (catalog.Find(job.Operation) is not { } entry || services.GetKeyedService<ILongWork>(entry.Type) is not { } work) return null;
        if (entry.Reads(job.Arguments) is not { } command || work.Open(job.Facts, job.Memo) is not { } run) return null;
        var open = new OpenJob(job, work, command, run, await notes.Of(job, cancel));
        return open.HasUnknownSteps ? null : open;
    }

    async Task Walk(OpenJob open, CancellationToken cancel)
    {
        while (open.Reached < open.Steps.Count)
        {
            // Between two steps somebody may end it.
            if (open.Job.Cancelling is { } why)
            {
                await GiveUp(open, why, cancel);
                return;
            }
            var step = open.Steps[open.Reached];
            if (!await Begins(open, step, undo: false, cancel)) continue;
            var went = await Take(open, step, undo: false, cancel);
            if (went == Went.GivenBack) return;
            if (went == Went.Failed)
            {
                await GiveUp(open, open.Of(step)!.Detail!, cancel);
                return;
            }
        }
        await Finish(open, cancel);
    }

    /// <summary>What is only looked at again began long ago.</summary>
    async Task<bool> Begins(OpenJob open, AnyStep step, bool undo, CancellationToken cancel) =>
        (open is { Unsaved.Count: 0 } && open.Of(step, undo) is { State: StepStage.Looking })
        || await notes.Begin(open, step, undo, cancel);

    /// <summary>One step, or its taking back, once.</summary>
    async Task<Went> Take(OpenJob open, AnyStep step, bool undo, CancellationToken cancel)
    {
        var result = await Try(open, step, undo, cancel);
        var now = time.GetUtcNow();
        var note = open.Of(step, undo)!;
        var isLate = now - note.StartedAt >= step.Patience;
        switch (result)
        {
            case StepResult.Done:
                open.Set(note with { State = StepStage.Done, Unsure = false, Detail = null, EndedAt = now });
                open.Went();
                return Went.On;
            case StepResult.LookAgain again when !isLate:
                open.Set(note with { State = StepStage.Looking, Detail = again.Detail });
                open.Ways = again.Ways;
                return await GiveBack(open, now + again.After, cancel);
            case StepResult.LookAgain again:
                // Something was set going, or there would be nothing to look at: it may have to be taken back.
                return Fails($"{step.Late} within {step.Patience.InWords()}. {again.Detail}".TrimEnd(), unsure: true);
            case StepResult.TryAgain again:
                return await Again(again.Error, note.Unsure);
            case StepResult.Unknown again:
                return await Again(again.Error, true);
            case StepResult.Failed failed:
                return Fails(failed.Error, note.Unsure);
            default:
                throw new InvalidOperationException($"A step has no end called {result.GetType().Name}.");
        }

        async Task<Went> Again(string error, bool unsure)
        {
            // Nobody knows whether even the last try did it: looked up once more, it is known.
            var looks = unsure && !undo && step.LookUp is not null && note.Tries + 1 == step.Tries;
            if (isLate || (note.Tries + 1 >= step.Tries && !looks)) return Fails(error, unsure, mayPass: true);
            var pause = Pause(note.Tries);
            var detail = looks ? $"{error} Looking {Soon(pause)} whether it was done all the same."
                : $"{error} Trying again {Soon(pause)} ({note.Tries + 2} of {step.Tries}).";
            open.Set(note with { State = StepStage.Waiting, Tries = note.Tries + 1, Unsure = unsure, Detail = detail });
            return await GiveBack(open, now + pause, cancel);
        }

        Went Fails(string error, bool unsure, bool mayPass = false)
        {
            open.Set(note with { State = StepStage.Failed, Tries = note.Tries + 1, Unsure = unsure, MayPass = mayPass, Detail = error,
                EndedAt = now });
            return Went.Failed;
        }
    }

    async Task<Went> GiveBack(OpenJob open, DateTimeOffset until, CancellationToken cancel)
    {
        open.Went();
        await notes.Release(open, until, cancel);
        return Went.GivenBack;
    }

    async Task<StepResult> Try(OpenJob open, AnyStep step, bool undo, CancellationToken cancel)
    {
        open.Run.StepStartedAt = open.Of(step, undo)!.StartedAt;
        try
        {
            if (undo) return await step.Undo!(open.Command, open.Run, cancel);
            if (open.Of(step)!.Unsure && step.LookUp is { } lookUp)
            {
                if (await lookUp(open.Command, open.Run, cancel) is { } found) return found;
                open.Set(open.Of(step)! with { Unsure = false });
                if (open.Of(step)!.Tries >= step.Tries)
                    return new StepResult.TryAgain($"It was tried {Several.Of(step.Tries, "time", "times")}, and was not done.");
            }
            return await step.Run(open.Command, open.Run, cancel);
        }
        // A bug in a step must not take the worker down, nor keep its job running for ever; who knows what it did before.
        catch (Exception bug) when (!cancel.IsCancellationRequested)
        {
            LogStepFailed(bug, open.Job.Id, step.Name);
            return new StepResult.Unknown(open.Job.Fault);
        }
    }

    async Task Finish(OpenJob open, CancellationToken cancel)
    {
        try
        {
            if (await end.Finish(open, cancel) is not { } refusal) return;
            await GiveUp(open, refusal.Sentence, cancel);
        }
        // All its steps are done: once more would not make its end any better.
        catch (Exception bug) when (IsBug(bug, cancel) && open.Job.GivingUp is null)
        {
            LogStumbled(bug, open.Job.Id, open.Job.Operation, open.Job.Stumbles + 1);
            await GiveUp(open, open.Job.Fault, cancel);
        }
    }

    async Task GiveUp(OpenJob open, string error, CancellationToken cancel)
    {
        LogGivingUp(open.Job.Id, open.Job.Operation);
        await notes.GiveUp(open, error, cancel);
        await TakeBack(open, cancel);
    }

    /// <summary>Newest first; what can't be taken back keeps nothing before it from being.</summary>
    async Task TakeBack(OpenJob open, CancellationToken cancel)
    {
        foreach (var step in open.ToTakeBack.Where(step => open.Of(step, undo: true) is not { HasEnded: true }).ToList())
        {
            await Begins(open, step, undo: true, cancel);
            if (await Take(open, step, undo: true, cancel) == Went.GivenBack) return;
        }
        await end.GiveUp(open, cancel);
    }

    /// <summary>It waits, because whoever does not know it cannot end it well either; a person may, who knows what they do.</summary>
    async Task Leave(Job job, CancellationToken cancel)
    {
        LogUnknown(job.Id, job.Operation);
        var now = time.GetUtcNow();
        if (job.CancelAskedAt is { } asked && now - asked >= untilAnotherLooks)
        {
            await end.Abandon(job, job.Cancelling, cancel);
            return;
        }
        await notes.Leave(job, now + untilAnotherLooks, job.UnknownSince is null ? JobMessage.Left(job) : null, cancel);
    }

    // A countdown that stands still is wrong from its second second on.
    string Soon(TimeSpan pause) => pause < TimeSpan.FromMinutes(1) ? "in a moment" : $"at {new At(time.GetUtcNow() + pause).Text}";

    // 1 s, 2 s, 4 s, … up to five minutes, each up to a quarter longer so that many do not return at once.
    static TimeSpan Pause(int tries) =>
        TimeSpan.FromSeconds(Math.Min(longestPause.TotalSeconds, Math.Pow(2, tries)) * (1 + Random.Shared.NextDouble() / 4));

    [LoggerMessage(LogLevel.Error, "Job {Job} ({Operation}) met a bug outside its steps, the {Time}. time")]
    partial void LogStumbled(Exception bug, Guid job, string operation, int time);

    [LoggerMessage(LogLevel.Warning,
        "Job {Job} is for {Operation}, which this program does not know as it was asked for; it is left to one that does")]
    partial void LogUnknown(Guid job, string operation);

    [LoggerMessage(LogLevel.Critical, "Job {Job} ({Operation}) is not what the audit says was asked for; it is ended, and nothing is done")]
    partial void LogChanged(Guid job, string operation);

    [LoggerMessage(LogLevel.Information, "Job {Job} was not handed back: {Why}")]
    partial void LogNotHandedBack(Guid job, string why);

    [LoggerMessage(LogLevel.Error, "Step {Step} of job {Job} threw")]
    partial void LogStepFailed(Exception bug, Guid job, string step);

    [LoggerMessage(LogLevel.Warning, "Job {Job} ({Operation}) is given up")]
    partial void LogGivingUp(Guid job, string operation);
}
