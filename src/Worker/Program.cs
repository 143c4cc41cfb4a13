using Microsoft.Extensions.Options;
using OpsBot.Core;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;
using OpsBot.Telemetry;
using OpsBot.Worker;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddEnvironmentVariables("OPSBOT_");
builder.Services.AddSerilog(log => log.MinimumLevel.Information()
    .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
    .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture));
builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateOnStart();
builder.Services.AddSingleton<IValidateOptions<DatabaseOptions>, SettingsCheck<DatabaseOptions>>();
builder.Services.AddOptions<AuditOptions>().ValidateOnStart();

var connectionString = builder.Configuration["Database:ConnectionString"] ?? "";
builder.Services.AddSingleton(builder.Configuration.GetSection("Jobs").Get<JobLimits>() ?? new());
builder.Services.AddSingleton(builder.Configuration.GetSection("Duties").Get<DutyOptions>() ?? new());
builder.Services.AddCore(connectionString);
builder.Services.AddWorker();
builder.Services.AddTelemetry(builder.Configuration, "opsbot-worker");

var app = builder.Build();
app.MapGet("/healthz", () => "alive");
app.MapMetrics();
for (var ready = false; !ready;)
{
    try
    {
        if ((await app.Services.GetRequiredService<Migrations>().Prepare(app.Lifetime.ApplicationStopping)).Fault is { } refusal)
        {
            LogRefused(app.Logger, refusal.Sentence);
            return 1;
        }
        ready = true;
    }
    // A database that is not there yet, or goes away meanwhile, is waited for.
    catch (Exception away) when (Outage.Is(away))
    {
        LogWaiting(app.Logger, away.Message);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, app.Lifetime.ApplicationStopping);
    }
}
await app.RunAsync();
return 0;

partial class Program
{
    [LoggerMessage(LogLevel.Critical, "Not started: {Why}")]
    static partial void LogRefused(Microsoft.Extensions.Logging.ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "The database is not there yet: {Why}")]
    static partial void LogWaiting(Microsoft.Extensions.Logging.ILogger log, string why);
}
