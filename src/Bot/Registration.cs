using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;
using OpsBot.Bot.Web;

namespace OpsBot.Bot;

/// <summary>Adds the bot to any host that has Core: its own program, the sandbox, a test.</summary>
public static class Registration
{
    public static IServiceCollection AddBot(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChannelsOptions>().Bind(configuration.GetSection(ChannelsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChannelsOptions>, ChannelsOptionsCheck>();
        services.AddSingleton<Preparation>();
        services.AddChats(configuration);
        return services.AddSlack(configuration);
    }

    /// <summary>The addresses that chat platforms and orchestrators call.</summary>
    public static IEndpointRouteBuilder MapBot(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapSlack();
        return app;
    }
}
