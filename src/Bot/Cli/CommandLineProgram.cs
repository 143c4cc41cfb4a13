using Microsoft.Extensions.Options;
using OpsBot.Core;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Importing;
using OpsBot.Core.Database;
using OpsBot.Core.Values;
using OpsBot.Telemetry;
using Serilog;

namespace OpsBot.Bot.Cli;

/// <summary>The bot's own program: without words it serves, with words it answers and ends.</summary>
static partial class CommandLineProgram
{
    const string Usage =
        """
        opsbot                          serve
        opsbot doctor                   check tokens, scopes, clock, channels and database, and say what to fix
        opsbot manifest discord         print Discord's commands (add --apply to register them in your server, after showing what changes)
        opsbot manifest slack           print the Slack app manifest (add --socket for Socket Mode, --url https://… for your address)
        opsbot lives                    print docs/lives.md: every state of every thing, and what moves it
        opsbot migrate                  bring the database to this program's schema, and make the role OPSBOT_Database__Role to serve under
        opsbot audit verify             check that nobody changed the audit (--file export.json, --public-key ed25519:…,
                                        --checkpoint <line from the audit channel>)
        opsbot ledger verify            add up all books anew, and hold invoices, payments and credit against them
                                        (--file export.jsonl, of `opsbot ledger export export.jsonl`)
        opsbot stripe import            show which customers, subscriptions and open invoices of your Stripe account would be taken over
                                        (add --apply to take them over; they are left alone until /billing go-live)
        opsbot audit key                print the public key with which anybody verifies the audit
        """;

    public static async Task<int> Run(string[] args)
    {
        // A program on the command line answers on its standard output.
#pragma warning disable RS0030
        var output = Console.Out;
#pragma warning restore RS0030
        return args switch
        {
            [] or [['-', ..], ..] => await Serve(args),
            ["manifest", "slack", .. var rest] => await PrintManifest.Slack(rest, output),
            ["manifest", "discord", "--apply"] =>
                await WithServices(services => PrintManifest.Apply(services, output, CancellationToken.None)),
            ["manifest", "discord"] => await PrintManifest.Discord(output),
            ["lives"] => await PrintManifest.Lives(output),
            ["doctor", ..] => await WithServices(services => Doctor.Run(services, output, CancellationToken.None)),
            ["migrate"] => await WithServices(services => Migrate.Run(services, output, CancellationToken.None)),
            ["audit", "key"] => await WithServices(services => PrintAuditKey(services, output)),
            ["audit", "verify", .. var rest] => await WithServices(services => VerifyAudit(services, rest, output)),
            ["ledger", .. var rest] => await WithServices(services => LedgerVerify.Run(
                rest, services.GetRequiredService<IConfiguration>()["Database:ConnectionString"], output, CancellationToken.None)),
            ["stripe", "import", .. var rest] => await WithServices(services => StripeImport.Run(
                rest, services.GetRequiredService<AccountImport>(), output, CancellationToken.None)),
            _ => await Explain(output),
        };
    }

    static async Task<int> Serve(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        Configure(builder);
        builder.Services.AddSerilog(log => log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
            .MinimumLevel.Override("System", Serilog.Events.LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        var app = builder.Build();
        try
        {
            // Settings first: what is wrong there is said before anything is waited for.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.MapBot();
            app.MapMetrics();
            if ((await app.Services.GetRequiredService<Preparation>().Prepare(app.Lifetime.ApplicationStopping)).Fault is { } refusal)
            {
                LogNotStarted(app.Logger, refusal.Sentence);
                return 1;
            }
            await app.RunAsync();
            return 0;
        }
        catch (Exception wrong) when (Problems(wrong).ToList() is { Count: > 0 } problems)
        {
            foreach (var problem in problems) LogNotStarted(app.Logger, problem);
            return 1;
        }
    }

    // One section that is wrong comes as itself, several come together.
    static IEnumerable<string> Problems(Exception exception) => exception switch
    {
        OptionsValidationException wrong => wrong.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(Problems),
        _ => [],
    };

    static void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddEnvironmentVariables("OPSBOT_");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls("http://127.0.0.1:8080");
        builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DatabaseOptions>, SettingsCheck<DatabaseOptions>>();
        builder.Services.AddOptions<AuditOptions>().ValidateOnStart();
        builder.Services.AddCore(builder.Configuration["Database:ConnectionString"] ?? "");
        builder.Services.AddBot(builder.Configuration);
        builder.Services.AddTelemetry(builder.Configuration, "opsbot-bot");
    }

    static async Task<int> WithServices(Func<IServiceProvider, Task<int>> run)
    {
        var builder = WebApplication.CreateBuilder();
        Configure(builder);
        // What it finds stands on its standard output, and nothing else.
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        return await run(app.Services);
    }

    static Task<int> VerifyAudit(IServiceProvider services, string[] args, TextWriter output)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        // Not the validated options: whoever only verifies need not have a key.
        return AuditVerify.Run(args, configuration["Database:ConnectionString"],
            configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new(), output, CancellationToken.None);
    }

    static async Task<int> PrintAuditKey(IServiceProvider services, TextWriter output)
    {
        var options = services.GetRequiredService<IConfiguration>().GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new();
        var problems = options.Problems.ToList();
        await output.WriteLineAsync(problems.Count > 0 ? string.Join(" ", problems) : new AuditKeys(options).PublicKey);
        return problems.Count > 0 ? 2 : 0;
    }

    static async Task<int> Explain(TextWriter output)
    {
        await output.WriteLineAsync(Usage);
        return 2;
    }

    [LoggerMessage(LogLevel.Critical, "Not started: {Why}")]
    static partial void LogNotStarted(Microsoft.Extensions.Logging.ILogger log, string why);
}
