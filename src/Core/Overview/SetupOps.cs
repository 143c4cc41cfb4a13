using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record SetupOps : IQuestion<SetupOps, SetUp>
{
    public static Spec Spec { get; } = new("ops setup", "What is set up, and what to do next") { Examples = ["/ops setup"] };
}

public sealed record Check(string Name, bool Good, string Detail);

public sealed record SetUp(IReadOnlyList<Check> Checks) : IAnswer
{
    public Reply Say() => new(Checks.All(check => check.Good) ? "Everything is set up" : "Something is left to set up")
    {
        Tone = Checks.All(check => check.Good) ? Tone.Good : Tone.Warning,
        Parts = [new Progress(
            [.. Checks.Select(check => new ProgressStep(check.Name, check.Good ? StepState.Done : StepState.Failed, check.Detail))]),
            new Small(Words.Of(new Code("docker compose run --rm bot doctor"),
                new Plain(" where the bot runs checks tokens, permissions and the clock as well.")))],
        Buttons = [new Button("Check again", "/ops setup") { InPlace = true }, new Button("Team", "/admin list")],
    };
}

sealed class SetupOpsHandler : IAnswerQuestion<SetupOps, SetUp>
{
    sealed record Counts(int Supers, int Deciders, int Asking, int WaitingDeliveries, int LateJobs);

    sealed record ChannelRow(string Purpose, string Platforms);

    public async Task<Result<SetUp>> Answer(SetupOps question, Work work, CancellationToken cancel)
    {
        var counts = await work.Get<Counts>(
            """
            select (select count(*)::int from operators where active and role = 'super_admin')                                    as supers,
                   (select count(*)::int from operators where active and role in ('admin', 'super_admin'))                        as deciders,
                   (select count(*)::int from link_requests where state = 'open')                                                 as asking,
                   (select count(*)::int from deliveries where pending and not_before < @Now - interval '1 minute')               as waiting_deliveries,
                   (select count(*)::int from jobs where state = 'queued' and not_before < @Now - interval '2 minutes')           as late_jobs
            """, new { work.Now }, cancel);
        var channels = (await work.List<ChannelRow>(
            "select purpose, string_agg(platform, ', ' order by platform) as platforms from channels group by purpose", null, cancel))
            .ToDictionary(row => row.Purpose, row => row.Platforms);
        return new SetUp(
        [
            new("Super admins", counts.Supers > 0, counts.Supers == 1 ? "one; a second one keeps you from being locked out"
                : $"{counts.Supers}"),
            new("Approvals", counts.Deciders > 1, counts.Deciders > 1 ? $"{counts.Deciders} people can decide"
                : "nobody but you can decide: add a second admin with /admin add"),
            .. Enum.GetValues<Purpose>().Where(purpose => purpose != Purpose.Ops)
                .Select(purpose => new Check($"Channel for {purpose.Words()}", channels.ContainsKey(purpose.Snake()),
                channels.TryGetValue(purpose.Snake(), out var on) ? $"on {on}" : $"not set: OPSBOT_Channels__{purpose}")),
            new("Waiting to be linked", counts.Asking == 0, counts.Asking == 0 ? "nobody" : $"{counts.Asking}; see /admin list"),
            new("Messages", counts.WaitingDeliveries == 0, counts.WaitingDeliveries == 0
                ? "all delivered" : $"{counts.WaitingDeliveries} could not be delivered for a minute or more"),
            new("Worker", counts.LateJobs == 0, counts.LateJobs == 0 ? "no job is late"
                : $"{Several.Of(counts.LateJobs, "job has", "jobs have")} waited for two minutes or more: is a worker running?"),
        ]);
    }
}
