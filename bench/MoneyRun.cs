using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core;
using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Database;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;

namespace OpsBot.Bench;

/// <summary>
/// How long an invoice run takes for a hundred thousand, beside a bare insert of the same rows; and what is read of a million.
/// </summary>
static class MoneyRun
{
    const int Invoices = 100_000;
    const int Reads = 200;

    public static async Task Measure(string server)
    {
        await BenchDatabase.Empty(server, "bench_money");
        var database = new NpgsqlConnectionStringBuilder(server) { Database = "bench_money", CommandTimeout = 600 }.ConnectionString;
        await using var services = Core(database);
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await new Migrations(source, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        await using var db = await source.OpenConnectionAsync();
        await MoneySeed.Fill(db, Invoices);
        var run = services.GetRequiredService<InvoiceRun>();
        await Runs(db, run);
        await Numbers(services);
        await MoneySeed.ToAMillion(db);
        await services.GetRequiredService<LedgerMarks>().Round(CancellationToken.None);
        await services.GetRequiredService<FiguresBook>().Round(CancellationToken.None);
        await MoneySeed.ADayMore(db);
        await Reading(services, db);
    }

    static async Task Runs(NpgsqlConnection db, InvoiceRun run)
    {
        var drafting = await Timed(() => run.Round(CancellationToken.None));
        Expect(Invoices, await Count(db, "select count(*) from invoices where state = 'draft'"));
        var bare = await Timed(() => db.Execute(MoneySeed.BareDrafts, null, CancellationToken.None));
        Say($"Drafting {Invoices:N0} invoices", drafting, bare);
        // Their day is over.
        await db.Execute("update invoices set opens_at = drafted_at", null, CancellationToken.None);
        await db.Execute("vacuum analyze invoices", null, CancellationToken.None);
        var opening = await Timed(() => run.Round(CancellationToken.None));
        Expect(Invoices, await Count(db, "select count(*) from invoices where state = 'open'"));
        bare = await Timed(() => db.Execute(MoneySeed.BareOpened, null, CancellationToken.None));
        Say($"Opening {Invoices:N0} invoices", opening, bare);
        var again = await Timed(() => run.Round(CancellationToken.None));
        BenchLine.Say("The same run again, nothing due", $"{again.TotalMilliseconds:0} ms", "there to compare with");
    }

    static void Say(string what, TimeSpan took, TimeSpan bare) => BenchLine.Say(what,
        $"{took.TotalSeconds:0.0} s, {took / bare:0.0} × a bare insert ({bare.TotalSeconds:0.0} s)", "20 s, 2.5 ×");

    static async Task Numbers(ServiceProvider services)
    {
        var (_, shown) = await Asked(services, "/billing numbers");
        var month = ((Core.Billing.NumbersShown)shown.Answer!).Months.Single();
        Expect(Invoices, month.IsWhole ? month.Documents : -1);
    }

    static async Task Reading(ServiceProvider services, NpgsqlConnection db)
    {
        await db.Execute("vacuum analyze", null, CancellationToken.None);
        foreach (var line in (string[])
            ["/invoice list", "/invoice list state:open", "/invoice list buyer-4711", "/invoice list period:2025-03"])
            BenchLine.Say($"{line}, of a million",
                $"p95 {await Percentile(async () => (await Asked(services, line)).Took):0.0} ms", "30 ms");
        foreach (var line in (string[])
            ["/billing overview", "/billing aging", "/billing revenue", "/billing subscriptions", "/billing recent"])
            BenchLine.Say($"{line}, of a million invoices",
                $"p95 {await Percentile(async () => (await Asked(services, line)).Took):0.0} ms", "50 ms");
        var buyer = await db.Get<string>(
            "select name from ledger_accounts where kind = 'receivable' order by id limit 1", null, CancellationToken.None);
        foreach (var (what, account) in new[] { ("the bank", "house:bank::EUR"), ("one organization", buyer) })
            BenchLine.Say($"Balance of {what}, of a million transfers",
                $"p95 {await Percentile(() => Timed(() => Balance(db, account))):0.0} ms", "5 ms");
    }

    static Task<long> Balance(NpgsqlConnection db, string account) => db.Get<long>(
        "select b.debited - b.credited from ledger_accounts a cross join lateral ledger_balance(a.id) b where a.name = @account",
        new { account }, CancellationToken.None);

    static async Task<(TimeSpan Took, Outcome Outcome)> Asked(ServiceProvider services, string line)
    {
        var watch = Stopwatch.StartNew();
        var outcome = await services.GetRequiredService<Runner>().Run(
            new Request(new Caller(new ChatAccount("slack", Clicks.Asker)), line), CancellationToken.None);
        return outcome.Kind == OutcomeKind.Answered ? (watch.Elapsed, outcome)
            : throw new InvalidOperationException($"{line}: {outcome.Kind}");
    }

    static async Task<double> Percentile(Func<Task<TimeSpan>> one)
    {
        var took = new List<double>();
        for (var i = 0; i < Reads + 10; i++)
            if (await one() is var length && i >= 10) took.Add(length.TotalMilliseconds);
        took.Sort();
        return took[(int)(took.Count * 0.95)];
    }

    static async Task<TimeSpan> Timed(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        return watch.Elapsed;
    }

    static Task<long> Count(NpgsqlConnection db, string sql) =>
        Dapper.SqlMapper.QuerySingleAsync<long>(db, sql);

    static void Expect(long wanted, long found)
    {
        if (wanted != found)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{wanted} were to be there, {found} are."));
    }

    static ServiceProvider Core(string database) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Seller:Name"] = "Nimbus GmbH", ["Seller:Address"] = "Berlin", ["Seller:TaxId"] = "DE123456789",
        }).Build())
        .AddCore(database)
        .BuildServiceProvider();
}
