using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Jobs;

/// <summary>Jobs that were under way when steps still had numbers, and notes had names.</summary>
public sealed class ComingFromStepNumbers(Postgres postgres)
{
    const string ByName = "0021_jobs.sql";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_under_way_goes_on_at_its_step_with_what_it_had_noted()
    {
        await using var database = await postgres.EmptyDatabase();
        var files = Directory.GetFiles(Repository.At("src", "Core", "Database", "Migrations")).Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.TakeWhile(file => Path.GetFileName(file) != ByName))
            await Run(database, await File.ReadAllTextAsync(file, Cancel));
        await Given(database, "instance restart", 2,
            """{"seen start":"2026-01-01T08:00:00.0000000+00:00","waiting since":"2026-01-01T08:01:00.0000000+00:00"}""");
        await Given(database, "instance backup", 0,
            """{"name":"night","path":"/b/night.tar","bytes":"12","sha256":"ab","taken at":"2026-01-01T08:00:00.0000000+00:00"}""");
        await Given(database, "instance delete", 1, """{"on the server before":"{\"container\":\"acme\",\"volumes\":[\"acme-data\"]}"}""");
        await Given(database, "instance retry-all", 1,
            """{"instances":"[\"018f3b0e-7b1a-7000-8000-000000000001\"]","waiting since":"2026-01-01T08:00:00.0000000+00:00","ins_1":"It ended."}""");
        await Given(database, "instance stop", 1, "{}");
        await Run(database, await File.ReadAllTextAsync(files.Single(file => Path.GetFileName(file) == ByName), Cancel));

        Assert.Equal(
            ["instance delete: Remove the container and its volumes", "instance restart: Wait until it answers",
             "instance retry-all: Wait until they answer", "instance stop: See that it is down", "instance backup: Copy its data"],
            (await Open(database)).OrderBy(one => one.StartsWith("instance b", StringComparison.Ordinal))
                .ThenBy(one => one, StringComparer.Ordinal));
    }

    /// <summary>The step that each goes on with.</summary>
    static async Task<IReadOnlyList<string>> Open(OpsBot.Tests.Testing.Database database)
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging()
            .AddCore(database.ConnectionString).BuildServiceProvider();
        var next = new List<string>();
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        foreach (var (id, operation, memo) in await db.List<(Guid, string, string)>("select id, operation, memo from jobs", null, Cancel))
        {
            var work = services.GetRequiredKeyedService<ILongWork>(services.GetRequiredService<Catalog>().Find(operation)!.Type);
            var run = work.Open(new JobFacts(id, id, new Target("instance", id, "acme"), DateTimeOffset.UnixEpoch), memo);
            Assert.NotNull(run);
            var done = await db.List<string>("select name from job_steps where job_id = @id and state = 'done'", new { id }, Cancel);
            Assert.All(done, name => Assert.Contains(work.Walk, step => step.Name == name));
            next.Add($"{operation}: {work.Walk.First(step => !done.Contains(step.Name)).Name}");
        }

        return next;
    }

    static Task Given(OpsBot.Tests.Testing.Database database, string operation, int step, string memo) => Run(database,
        $$"""
        insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, heading, message_key, step, memo, not_before, created_at)
        values (gen_random_uuid(), '{{operation}}', '{}', 'instance', gen_random_uuid(), 'acme', gen_random_uuid(), 'x', 'x', {{step}},
                $memo${{memo}}$memo$, '2026-01-01 08:00Z', '2026-01-01 08:00Z')
        """);

    static async Task Run(OpsBot.Tests.Testing.Database database, string sql)
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
