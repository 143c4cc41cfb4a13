using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;
using OpsBot.Worker;

namespace OpsBot.Tests.Core.Audit;

public sealed class ServingUnderARole(Postgres postgres)
{
    /// <summary>Makes the role as the owner does, and gives its connection string.</summary>
    public static async Task<string> Made(OpsBot.Tests.Testing.Database database, string password = "letters and 'quotes'")
    {
        var theirs = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        theirs.Username = $"serving_{theirs.Database}";
        theirs.Password = password;
        Assert.Null(await new ServingRole(database.Source).Make(theirs.Username, password, AuditBook.Cancel));
        return theirs.ConnectionString;
    }

    static Migrations MigrationsAs(NpgsqlDataSource source) => new(source, TimeProvider.System, NullLogger<Migrations>.Instance);

    [Fact]
    public async Task A_command_runs_and_so_do_the_workers_duties()
    {
        await using var database = await postgres.NewDatabase();
        var connection = await Made(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Audit:Key", (string?)AuditBook.Key)]);
        builder.Services.AddCore(connection);
        builder.Services.AddWorker();
        await using var worker = builder.Build();
        Assert.Equal(0, (await worker.Services.GetRequiredService<Migrations>().Prepare(AuditBook.Cancel)).Value);
        await worker.StartAsync(AuditBook.Cancel);

        var asked = new Request(new Caller(new ChatAccount("slack", "U1")) { Name = "Ann" }, "/ops join");
        await worker.Services.GetRequiredService<Runner>().Run(asked, AuditBook.Cancel);
        await Eventually.True(async () => await Count(database, "audit") > 0 && await Count(database, "duty_runs") > 0);
        Assert.Null((await worker.Services.GetRequiredService<Checkpoints>().Write(AuditBook.Cancel)).Finding);
        await worker.Services.GetRequiredService<Retention>().Clear(AuditBook.Cancel);
        await worker.StopAsync(AuditBook.Cancel);
    }

    [Fact]
    public async Task It_does_not_migrate_but_says_who_can()
    {
        await using var database = await postgres.NewDatabase();
        await using var theirs = NpgsqlDataSource.Create(await Made(database));
        Assert.Equal(0, (await MigrationsAs(theirs).Prepare(AuditBook.Cancel)).Value);
        await using (var command = database.Source.CreateCommand("delete from migrations where number = 7"))
            await command.ExecuteNonQueryAsync(AuditBook.Cancel);
        var refusal = (await MigrationsAs(theirs).Prepare(AuditBook.Cancel)).Fault;
        Assert.Contains("docker compose run --rm migrate", refusal?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_database_is_not_filled_by_it()
    {
        await using var database = await postgres.EmptyDatabase();
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        // Roles outlive their database, and the next run's has the same name.
        await using (var command = database.Source.CreateCommand(
            $"drop role if exists empty_{name}; create role empty_{name} login password 'x'"))
            await command.ExecuteNonQueryAsync(AuditBook.Cancel);
        var empty = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = $"empty_{name}", Password = "x" };
        await using var theirs = NpgsqlDataSource.Create(empty.ConnectionString);
        var refusal = (await MigrationsAs(theirs).Prepare(AuditBook.Cancel)).Fault;
        Assert.Contains("may not make them", refusal?.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_makes_it_also_on_a_database_that_is_there_and_brings_its_password_up_to_date()
    {
        await using var database = await postgres.NewDatabase();
        var role = $"migrated_{new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}";
        Assert.Equal((0, true), await Migrate(database.ConnectionString, role, "first"));
        Assert.Equal((0, true), await Migrate(database.ConnectionString, role, "second"));
        foreach (var (password, works) in new[] { ("first", false), ("second", true) })
        {
            var theirs = new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Username = role, Password = password, Pooling = false,
            };
            await using var db = new NpgsqlConnection(theirs.ConnectionString);
            if (works) await db.OpenAsync(AuditBook.Cancel);
            else await Assert.ThrowsAsync<PostgresException>(() => db.OpenAsync(AuditBook.Cancel));
        }
        // As the owner itself it would hold nobody back.
        var owner = new NpgsqlConnectionStringBuilder(database.ConnectionString).Username!;
        Assert.Equal((1, false), await Migrate(database.ConnectionString, owner, "third"));
    }

    static async Task<(int Code, bool Made)> Migrate(string connection, string role, string password)
    {
        await using var services = new ServiceCollection().AddLogging().AddCore(connection)
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(
                new DatabaseOptions { ConnectionString = connection, Role = role, RolePassword = password }))
            .BuildServiceProvider();
        await using var output = new StringWriter();
        var code = await OpsBot.Bot.Cli.Migrate.Run(services, output, AuditBook.Cancel);
        return (code, output.ToString().Contains("may only append to and read", StringComparison.Ordinal));
    }

    static async Task<long> Count(OpsBot.Tests.Testing.Database database, string table)
    {
        await using var command = database.Source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(AuditBook.Cancel))!;
    }
}
