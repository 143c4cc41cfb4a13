using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Tests.Testing;
using OpsBot.Worker;

namespace OpsBot.Tests.Worker;

/// <summary>Workers on one database, with duties and clocks of the test's own; nothing ticks but what a test makes tick.</summary>
public sealed class Workers(OpsBot.Tests.Testing.Database database) : IAsyncDisposable
{
    public static JobLimits Limits { get; } = new();

    readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    readonly List<DutyRounds> all = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal DutyRounds Start(Clock clock, params IReadOnlyList<Duty> duties)
    {
        var rounds = new DutyRounds(
            services, duties, new DutyRuns(database.Source, Limits, clock), Limits, clock, NullLogger<DutyRounds>.Instance);
        all.Add(rounds);
        return rounds;
    }

    internal static Duty Duty(string name, TimeSpan every, Func<CancellationToken, Task> run) =>
        new(name, every, (_, cancel) => run(cancel));

    /// <summary>One line for each row, the oldest first.</summary>
    internal Task<IReadOnlyList<string>> Rounds() => List<string>(
        """
        select   duty || ' ' || to_char(slot at time zone 'UTC', 'DD HH24:MI:SS') || ' ' || attempts
                 || case when ended_at is null then ' open' else '' end || coalesce(' ' || error, '')
        from     duty_runs
        order by slot, duty
        """);

    /// <summary>As if the lease, or the pause, had gone by on the database's clock.</summary>
    internal Task Lapse() => Execute("update duty_runs set held_until = '-infinity' where ended_at is null");

    internal async Task<IReadOnlyList<T>> List<T>(string sql)
    {
        Mapping.Ready();
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql)];
    }

    async Task Execute(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in all)
        {
            await one.StopAsync(CancellationToken.None);
            one.Dispose();
        }
        await services.DisposeAsync();
    }
}
