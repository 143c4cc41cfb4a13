using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;
using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Seeding;

/// <summary>What the team has done in the last three months: a few long commands a day, some of which failed.</summary>
static class SeedJobs
{
    const int Days = 88, ADay = 3, OneOfFails = 17;

    static readonly Kind[] kinds =
    [
        new("instance restart", "Restarting", ["Note when it last started", "Restart the container", "Wait until it answers"]),
        new("instance stop", "Stopping", ["Ask it to shut down", "See that it is down"]),
        new("instance start", "Starting", ["Start the container", "Wait until it answers"]),
        new("instance backup", "Backing up", ["Copy its data"]),
    ];

    sealed record Kind(string Operation, string Doing, string[] Steps);

    sealed record On(Guid Id, string Slug, Guid Organization);

    sealed record Asker(Guid Id, string Name);

    /// <summary>Once: what is there already stays.</summary>
    public static async Task Fill(NpgsqlDataSource source, TimeProvider time, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        if (await db.Find<bool>("select exists (select from jobs)", null, cancel)) return;
        // Not one of the first four, which the stories use.
        var instances = await db.List<On>(
            """
            select   i.id, i.slug, i.organization_id as organization
            from     instances i
            where    i.state = 'running'
            order by i.created_at, i.slug
            offset   4
            """, null, cancel);
        var people = await db.List<Asker>(
            "select id, name from operators where role <> @Role order by handle", new { Role = Role.SuperAdmin }, cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        for (var number = 0; number < Days * ADay; number++)
        {
            // In the hours in which people work, so the numbers rise with the time.
            var at = time.GetUtcNow().AddDays(-Days + (number / ADay)).AddHours(-3 + (number % ADay)).AddMinutes(number * 37 % 50);
            await Add(db, kinds[number * 7 % kinds.Length], instances[number * 31 % instances.Count], people[number % people.Count],
                at, number % OneOfFails == OneOfFails - 1, cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    static async Task Add(NpgsqlConnection db, Kind kind, On on, Asker asker, DateTimeOffset at, bool fails, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(at);
        var each = TimeSpan.FromSeconds(1.2 + (at.Minute % 3));
        await db.Execute(
            """
            with job as (
                insert into jobs (id, operation, arguments, target_kind, target_id, target_label, organization, trail, operator_id,
                                  message_key, heading, byline, state, not_before, error, created_at, finished_at)
                values (@id, @Operation, @Arguments, 'instance', @On, @Slug, @Organization, @Trail, @Asker, @Key, @Heading, @Byline,
                        @State, @at, @Error, @at, @Ended)
                returning id)
            insert into job_steps (job_id, name, operation, state, started_at, ended_at)
            select j.id, s.name, @Operation, case when s.place = @Count and @Error is not null then 'failed' else 'done' end,
                   @at + @each * (s.place - 1), @at + @each * s.place
            from   job j
            cross  join unnest(@Steps) with ordinality as s (name, place)
            """,
            new
            {
                id, kind.Operation, Arguments = Json.Text(new { instance = InstanceId.Of(on.Id) }), On = on.Id, on.Slug, on.Organization,
                Trail = Guid.CreateVersion7(at), Asker = asker.Id, Key = $"job:{id:n}", Heading = $"{kind.Doing} {on.Slug}",
                Byline = $"Asked for by {asker.Name}", State = fails ? "failed" : "succeeded", at, each,
                Ended = at + (each * kind.Steps.Length),
                Error = fails ? $"The host of {on.Slug} did not answer." : null, kind.Steps, Count = kind.Steps.Length,
            }, cancel);
    }
}
