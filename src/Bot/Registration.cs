using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Intake;
using OpsBot.Bot.Nodes;
using OpsBot.Bot.Slack;
using OpsBot.Bot.Stripe;
using OpsBot.Bot.Web;
using OpsBot.Bot.Webhooks;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Values;

namespace OpsBot.Bot;

/// <summary>Adds the bot to any host that has Core: its own program, the sandbox, a test.</summary>
public static class Registration
{
    public static IServiceCollection AddBot(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChannelsOptions>().Bind(configuration.GetSection(ChannelsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChannelsOptions>, SettingsCheck<ChannelsOptions>>();
        services.AddSingleton<Preparation>();
        services.Configure<KestrelServerOptions>(PortLimits.Set);
        services.AddSingleton<RequestBodies>();
        services.AddSingleton(provider =>
            new Readiness(provider.GetRequiredService<Migrations>().AreApplied, provider.GetRequiredService<TimeProvider>()));
        services.AddChats(configuration);
        services.AddWebhooks(configuration);
        services.AddNodeReports();
        services.AddHostedService<IdleMemory>();
        services.AddHostedService<WorkerWatch>();
        services.AddSingleton<IInboxSource, StripeSource>();
        // A team may use one platform or both.
        var platforms = ChatPlatforms.In(configuration);
        if (platforms.Discord) services.AddDiscord(configuration);
        if (platforms.Slack) services.AddSlack(configuration);
        return services.AddPresence(ProgramKind.Bot);
    }

    /// <summary>The addresses that chat platforms and orchestrators call.</summary>
    public static IEndpointRouteBuilder MapBot(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapStripe();
        app.MapNodeReports();
        var platforms = ChatPlatforms.In(app.ServiceProvider.GetRequiredService<IConfiguration>());
        if (platforms.Discord) app.MapDiscord();
        if (platforms.Slack) app.MapSlack();
        return app;
    }
}
