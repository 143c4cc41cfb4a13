using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RetryAll : ICommand<RetryAll, AllRetried>
{
    public static Spec Spec { get; } = new("instance retry-all", "Retry every failed instance at once")
    {
        Verb = "Retry all", Doing = "Retrying", Examples = ["/instance retry-all", "/instance retry-all --dry-run"],
    };
}

public sealed record AllRetried(IReadOnlyList<Moved> Each) : IAnswer
{
    // What failed wants reading; all of it stands in /instance failed.
    const int Told = 10, Named = 30;

    public Reply Say()
    {
        var failed = Each.Where(one => one.Error is not null).ToList();
        var up = Each.Where(one => one.Error is null).Select(one => one.Slug).ToList();
        return new(Heading(failed.Count))
        {
            Tone = failed.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
            Parts =
            [
                .. failed.Take(Told).Select(one => new Item(
                    Words.Of(new Strong(one.Slug), new Plain($"  {one.Error}")),
                    [new Button("Logs", $"/instance logs {one.Slug}") { Spoken = $"Logs of {one.Slug}" }])),
                .. new Small($"and {failed.Count - Told} more that failed").If(failed.Count > Told),
                .. new Paragraph($"Running: {string.Join(", ", up.Take(Named))}{More(up.Count)}.").If(up.Count > 0),
            ],
            Buttons = failed.Count == 0 ? [new Button("Instances", "/instance list")]
                : [new Button("Failed", "/instance failed"), new Button("Retry all", "/instance retry-all")],
        };
    }

    string Heading(int failed) => (Each, failed) switch
    {
        ([var one], 0) => $"{one.Slug} came up",
        ([var one], _) => $"{one.Slug} failed again",
        (_, 0) => $"All {Each.Count} came up",
        _ => $"{Each.Count - failed} of {Each.Count} came up",
    };

    static string More(int up) => up > Named ? $" and {up - Named} more" : "";
}

sealed class RetryAllHandler(ManyComingUp comingUp) : IMoveInstances<RetryAll, StartedMemo, AllRetried>
{
    public Move<InstanceState> Move => InstanceLife.Retry;

    public Task<IReadOnlyList<Guid>> Which(RetryAll command, Work work, int limit, CancellationToken cancel) => work.List<Guid>(
        """
        select   i.id
        from     instances i
        join     organizations o on o.id = i.organization_id and o.state <> 'suspended'
        where    i.state = 'error'
        order by i.id
        limit    @limit
        """, new { limit }, cancel);

    public ValueTask<Result<Plan>> Foresee(
        RetryAll command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel) => new(Foresee(each, more));

    static Result<Plan> Foresee(IReadOnlyList<PlannedOne> each, bool more)
    {
        if (each.Count == 0)
            return new Refusal("No failed instance is known, so there is nothing to retry.")
            {
                WaysOn = [new("Instances", "/instance list")],
            };
        var all = new Target("instances", Guid.Empty, $"{each.Count} failed {(each.Count == 1 ? "instance" : "instances")}");
        return new Plan(all, more ? $"Retry the first {each.Count} failed instances; ask again for the rest" : $"Retry {all.Label}")
        {
            Targets = each.Count, Each = each, Undo = Undo.Needless("What fails again is back in the failed queue."),
            Affects = new(Impact.Gain, string.Join(", ", each.Take(10).Select(one => one.Label))
                + (each.Count > 10 ? $" and {each.Count - 10} more" : "")),
        };
    }

    public IReadOnlyList<Step<RetryAll, StartedMemo>> Steps => comingUp.Steps<RetryAll>();

    public AllRetried Answer(Target on, IReadOnlyList<Moved> each, string? takenBack) => new(each);
}
