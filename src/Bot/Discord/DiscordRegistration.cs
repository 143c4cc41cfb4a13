using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>Adds Discord to the bot.</summary>
static class DiscordRegistration
{
    public static IServiceCollection AddDiscord(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DiscordOptions>().Bind(configuration.GetSection(DiscordOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DiscordOptions>, SettingsCheck<DiscordOptions>>();
        services.AddDiscordApi();
        services.AddSingleton(provider => new DiscordSignature(provider.GetRequiredService<IOptions<DiscordOptions>>().Value.PublicKey,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SeenSignatures>();
        services.AddSingleton<KeptClicks>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<Offers>();
        services.AddSingleton<FilledForms>();
        services.AddSingleton<Typing>();
        services.AddSingleton<Members>();
        services.AddSingleton<DiscordIntake>();
        services.AddSingleton<MessageRenderer>();
        services.AddSingleton<ChannelPosts>();
        services.AddSingleton<Answers>();
        services.AddSingleton<Rooms>();
        services.AddSingleton<Dialogs>();
        services.AddSingleton<Boards>();
        services.AddSingleton<IInboxSource, DiscordSource>();
        services.AddSingleton<IMessenger, DiscordMessenger>();
        services.AddSingleton<ThinkingAnswers>();
        services.AddHostedService(provider => provider.GetRequiredService<ThinkingAnswers>());
        services.AddHostedService<Dashboard>();
        services.AddDiscordGateway();
        services.AddSingleton<DiscordCheckup>();
        services.AddSingleton<IAuditChannel, DiscordAuditChannel>();
        return services;
    }
}
