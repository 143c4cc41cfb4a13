using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsBot.Bot;
using OpsBot.Core;

namespace OpsBot.Tests.Testing;

/// <summary>The real bot in the test's own process, on a free port.</summary>
static class BotInside
{
    /// <summary>Prepared and started; of two settings with one name the later counts.</summary>
    public static async Task<WebApplication> Start(
        string connectionString, IEnumerable<KeyValuePair<string, string?>> settings, ILoggerProvider? log = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            // A busy machine may take longer than people are kept waiting, which is not what most tests are about.
            KeyValuePair.Create("Inbox:Patience", (string?)"00:00:20"),
            KeyValuePair.Create("Audit:Key", (string?)Convert.ToBase64String(new byte[32])),
        ]);
        foreach (var setting in settings) builder.Configuration.AddInMemoryCollection([setting]);
        builder.Services.AddCore(connectionString);
        builder.Services.AddBot(builder.Configuration);
        var bot = builder.Build();
        bot.MapBot();
        Assert.Null((await bot.Services.GetRequiredService<Preparation>().Prepare(cancel)).Fault);
        await bot.StartAsync(cancel);
        return bot;
    }

    public static async Task Stop(WebApplication bot)
    {
        await bot.StopAsync(CancellationToken.None);
        await bot.DisposeAsync();
    }
}
