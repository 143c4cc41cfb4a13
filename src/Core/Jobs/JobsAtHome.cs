using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Jobs;

/// <summary>Long work that runs now, and what of it failed within a day.</summary>
sealed class JobsAtHome : IHomeSection
{
    public int Order => 27;

    sealed record AtWork(long Number, string Heading, string? Step, DateTimeOffset CreatedAt);

    sealed record Gone(long Number, string Heading, string? Error, DateTimeOffset FinishedAt);

    public void Ask(Batch batch, HomeReader reader)
    {
        batch.Add(
            """
            select   j.number, j.heading, s.name as step, j.created_at
            from     (select id, number, heading, created_at from jobs where finished_at is null order by number desc limit 3) j
            left     join lateral (
                     select   name
                     from     job_steps
                     where    job_id = j.id and state <> 'done'
                     order by started_at desc
                     limit    1) s on true
            order by j.number desc
            """, null);
        batch.Add(
            """
            select   number, heading, error, finished_at
            from     jobs
            where    finished_at > @Since and state = 'failed'
            order by finished_at desc
            limit    3
            """, new { Since = reader.Now.AddDays(-1) });
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var running = await answers.Rows<AtWork>(cancel);
        var failed = await answers.Rows<Gone>(cancel);
        return
        [
            .. new Title("At work").If(running.Count > 0),
            .. running.Select(job => new Item(
                Words.Of(new Code($"#{job.Number}"), new Plain($" {job.Heading}{(job.Step is null ? "" : $": {job.Step}")}\nSince "),
                    new At(job.CreatedAt)),
                [new Button("Show", $"/job show {job.Number}") { Spoken = $"Show job {job.Number}" }])),
            .. new Title("Failed since yesterday").If(failed.Count > 0),
            .. failed.Select(job => new Item(
                Words.Of(new Code($"#{job.Number}"), new Plain($" {job.Heading}\n"))
                    + (job.Error is null ? Words.None : Sentences.WithInstants(job.Error) + " ") + new At(job.FinishedAt),
                [new Button("Show", $"/job show {job.Number}") { Spoken = $"Show job {job.Number}" }])),
        ];
    }
}
