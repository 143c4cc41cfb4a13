using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>
/// The living message of a job: its heading, each step with how far it has come and how long it took, and whose doing it is.
/// </summary>
static class JobMessage
{
    public static Reply First(
        long number, string heading, IReadOnlyList<AnyStep> steps, DateTimeOffset? startsAt, WayOn? callOff) => Living(heading,
    [
        new Progress([.. steps.Select((step, at) =>
            new ProgressStep(step.Name, at == 0 && startsAt is null ? StepState.Running : StepState.Waiting))]),
        .. startsAt.IfAny(later => new Paragraph(Words.Of(new Plain("It starts at "), new At(later),
            new Plain(callOff is null ? "." : ". Until then it can be called off.")))),
    ]) with { Buttons = [callOff is null ? Cancel(number, heading) : Undo(callOff, heading)] };

    public static Reply Of(OpenJob open, IReadOnlyDictionary<string, TimeSpan> usual)
    {
        var reached = open.Reached;
        var forward = open.Steps.Select((step, at) => Step(step.Name, open.Of(step), at == reached, open.Job.GivingUp is not null, usual));
        var reply = With(open.Job, open.Job.GivingUp is not { } why ? [new Progress([.. forward])] :
        [
            new Notice(Tone.Warning, Sentences.WithInstants($"It is given up. {why}")),
            new Progress([.. forward, .. open.ToTakeBack.Select(step => TakenBack(step.Name, open.Of(step, undo: true)))]),
        ]);
        return open.CanBeCancelled ? reply with { Buttons = [.. open.Ways, Cancel(open.Job.Number, open.Job.Heading)] } : reply;
    }

    static Button Undo(WayOn callOff, string heading) =>
        new(callOff.Label, callOff.Command) { Spoken = $"{callOff.Label}: {heading}" };

    /// <summary>As somebody who looks at the job sees them: what was begun, and what is still before it.</summary>
    public static IReadOnlyList<ProgressStep> Steps(IReadOnlyList<string> names, IReadOnlyList<StepNote> notes) =>
    [
        .. notes.Where(note => !note.Undo).Select(note => note.State is StepStage.Done or StepStage.Failed
            ? Step(note.Name, note, false, true, none) : new(note.Name, StepState.Running, note.Detail)),
        .. names.Except(notes.Select(note => note.Name)).Select(name => new ProgressStep(name, StepState.Waiting)),
        .. notes.Where(note => note.Undo).Select(note => TakenBack(note.Name, note)),
    ];

    static readonly Dictionary<string, TimeSpan> none = [];

    /// <summary>No worker that runs now knows what it is.</summary>
    public static Reply Left(Job job) =>
        With(job, [new Notice(Tone.Warning, Sentences.Of(NotKnown(job)))]) with { Buttons = [Cancel(job.Number, job.Heading)] };

    // Whoever clicks is asked why, and whether they may.
    static Button Cancel(long number, string heading) => new("Cancel", $"/job cancel {number}") { Spoken = $"Cancel: {heading}" };

    static string NotKnown(Job job) =>
        $"The workers that run now don't know `/{job.Operation}` as it was asked for: they are of another version. "
        + "It waits for one that does.";

    static ProgressStep Step(
        string name, StepNote? note, bool isNext, bool isOver, IReadOnlyDictionary<string, TimeSpan> usual) => note switch
    {
        { State: StepStage.Done } => new(name, StepState.Done, Length(note)),
        { State: StepStage.Failed } => new(name, StepState.Failed, note.Detail),
        _ when isNext && !isOver =>
            new(name, StepState.Running, Ahead(note?.Detail, usual.TryGetValue(name, out var length) ? length : null)),
        _ => new(name, StepState.Waiting),
    };

    static ProgressStep TakenBack(string name, StepNote? note) => new($"Take back: {name}", note switch
    {
        null => StepState.Waiting,
        { State: StepStage.Done } => StepState.Done,
        { State: StepStage.Failed } => StepState.Failed,
        _ => StepState.Running,
    }, note is { State: StepStage.Done } ? Length(note) : note?.Detail);

    static string? Ahead(string? detail, TimeSpan? usual) =>
        usual is not { } length ? detail
        : detail is null ? $"usually {length.InWords()}" : $"{detail} Usually {length.InWords()}.";

    static string? Length(StepNote note) =>
        note.Took is not { } took ? null : took < TimeSpan.FromSeconds(1) ? "under 1 s" : took.InWords();

    static Reply With(Job job, IReadOnlyList<Part> parts) =>
        Living(job.Heading, [.. parts, .. job.Byline.IfAny(byline => new Small(byline))]);

    static Reply Living(string heading, IReadOnlyList<Part> parts) => new(heading) { Audience = Audience.Room, Parts = parts };
}

/// <summary>It could not even be given up as its handler would.</summary>
sealed record JobAbandoned(string Heading, string Reference, string? Why, bool IsCancelled) : IAnswer
{
    public Reply Say() => Why is null
        ? Faults.Reply($"“{Heading}” was given up half-way by a fault inside OpsBot. {LookFirst}", Reference) with
        {
            Audience = Audience.Room,
        }
        : new($"“{Heading}” is {(IsCancelled ? "cancelled" : "given up")}")
        {
            Tone = Tone.Warning, Audience = Audience.Room,
            Parts = [new Notice(Tone.Warning, $"{Why} {(IsCancelled ? NobodyKnows : "")}{LookFirst}")],
        };

    const string NobodyKnows = "The workers that run now don't know it, so nothing of it was taken back. ";

    const string LookFirst = "Look how things stand before you go on.";
}
