using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;

namespace OpsBot.Bot;

/// <summary>
/// Which chat platforms are set up: those that have any setting at all. With none, it is Slack whose settings are said to be missing.
/// </summary>
sealed record ChatPlatforms(bool Slack, bool Discord)
{
    public static ChatPlatforms In(IConfiguration configuration)
    {
        var discord = IsSet(configuration.GetSection(DiscordOptions.Section));
        return new(!discord || IsSet(configuration.GetSection(SlackOptions.Section)), discord);
    }

    // docker compose passes on variables that are empty.
    static bool IsSet(IConfigurationSection section) => section.GetChildren().Any(setting => !string.IsNullOrWhiteSpace(setting.Value));
}
