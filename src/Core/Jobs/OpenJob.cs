using OpsBot.Core.Replies;

namespace OpsBot.Core.Jobs;

/// <summary>A claimed job with all that is needed to work on it, and where each of its steps stands.</summary>
sealed class OpenJob(Job job, ILongWork work, object command, JobRun run, IReadOnlyList<StepNote> notes)
{
    readonly Dictionary<(string Name, bool Undo), StepNote> notes = notes.ToDictionary(note => (note.Name, note.Undo));
    readonly HashSet<(string Name, bool Undo)> changed = [];

    public Job Job { get; private set; } = job;

    public ILongWork Work => work;

    public object Command => command;

    public JobRun Run => run;

    public IReadOnlyList<AnyStep> Steps { get; } = work.Walk;

    /// <summary>Another version did a step that this one does not have, so only that one can go on well.</summary>
    public bool HasUnknownSteps => notes.Keys.Any(note => Steps.All(step => step.Name != note.Name));

    /// <summary>Behind the last step that was done, or at the one that was begun; what a newer version put before it is left out.</summary>
    public int Reached => Steps
        .Select((step, at) => Of(step) is not { } note ? 0 : note.State == StepStage.Done ? at + 1 : at).DefaultIfEmpty().Max();

    /// <summary>What can be done while the step that was looked at last waits.</summary>
    public IReadOnlyList<Button> Ways { get; set; } = [];

    /// <summary>Nothing was set going yet.</summary>
    public bool HasBegun => notes.Count > 0;

    /// <summary>There is a moment ahead at which somebody who wants it to end is heard.</summary>
    public bool CanBeCancelled => Job is { GivingUp: null, Cancelling: null } && Reached < Steps.Count
        && (Reached < Steps.Count - 1 || Of(Steps[Reached]) is not { State: StepStage.Running });

    public StepNote? Of(AnyStep step, bool undo = false) => notes.GetValueOrDefault((step.Name, undo));

    /// <summary>What can be taken back, newest first.</summary>
    public IReadOnlyList<AnyStep> ToTakeBack =>
        [.. Steps.Where(step => step.Undo is not null && !(step.StaysWhenFailed && !Job.IsCancelled) && Of(step) is { MayHaveActed: true })
            .Reverse()];

    /// <summary>Called off, or never begun, and nothing of it is left outside.</summary>
    public bool IsUndone => (Job.IsCancelled || !HasBegun) && Steps.All(step =>
        step.OnlyLooks || Of(step) is not { MayHaveActed: true } || Of(step, undo: true) is { State: StepStage.Done });

    /// <summary>What this claim has changed since it was written down last.</summary>
    public IReadOnlyList<StepNote> Unsaved => [.. changed.Select(key => notes[key])];

    /// <summary>Whoever began it before and was not heard of again may have done it.</summary>
    public StepNote Beginning(AnyStep step, bool undo, DateTimeOffset now) => Of(step, undo) is { } known
        ? known with { State = StepStage.Running, Unsure = known.Unsure || known.State == StepStage.Running, EndedAt = null }
        : new(step.Name, undo, StepStage.Running, 0, false, false, null, now, null);

    public StepNote Set(StepNote note)
    {
        changed.Add((note.Name, note.Undo));
        return notes[(note.Name, note.Undo)] = note;
    }

    public void Saved() => changed.Clear();

    public void Cancelled(string why) => Job = Job with { Cancelling = why };

    public void GivenUp(string error) => Job = Job with { GivingUp = error, Stumbles = 0 };

    public void Went() => Job = Job with { Stumbles = 0 };

    /// <summary>What is still there although it should not be, and why.</summary>
    public IReadOnlyList<StepNote> LeftBehind =>
        [.. ToTakeBack.Select(step => Of(step, undo: true)).OfType<StepNote>().Where(note => note.State == StepStage.Failed)];

    public string WhyGivenUp => string.Join(' ',
        LeftBehind.Select(note => $"“{note.Name}” could not be taken back: {note.Detail}").Prepend(Job.GivingUp));
}
