using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;

namespace OpsBot.Bot.Slack;

/// <summary>Adds Slack to the bot.</summary>
static class SlackRegistration
{
    public static IServiceCollection AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SlackOptions>().Bind(configuration.GetSection(SlackOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SlackOptions>, SlackOptionsCheck>();
        services.AddSlackApi();
        services.AddSingleton(provider => new SlackSignature(provider.GetRequiredService<IOptions<SlackOptions>>().Value.SigningSecret,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SlackIntake>();
        services.AddSingleton<SlackFiles>();
        services.AddSingleton<SlackPictures>();
        services.AddSingleton<ChannelPosts>();
        services.AddSingleton<Answers>();
        services.AddSingleton<Dialogs>();
        services.AddSingleton<Homes>();
        services.AddSingleton<IInboxSource, SlackSource>();
        services.AddSingleton<IMessenger, SlackMessenger>();
        services.AddHostedService<SocketMode>();
        services.AddSingleton<SlackCheckup>();
        services.AddSingleton<IAuditChannel, SlackAuditChannel>();
        return services;
    }
}
