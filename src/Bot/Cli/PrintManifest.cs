using Microsoft.Extensions.Options;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Cli;

/// <summary>The command line's <c>manifest slack</c>, <c>manifest discord</c> and <c>lives</c>.</summary>
static class PrintManifest
{
    static Catalog Commands => Catalog.Of(typeof(Services).Assembly);

    public static async Task<int> Slack(IReadOnlyList<string> args, TextWriter output)
    {
        switch (args)
        {
            case []: await output.WriteAsync(SlackManifest.Yaml(Commands, new Uri(SlackManifest.Placeholder))); return 0;
            case ["--socket"]: await output.WriteAsync(SlackManifest.Yaml(Commands, null)); return 0;
            case ["--url", var text] when Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps:
                await output.WriteAsync(SlackManifest.Yaml(Commands, url));
                return 0;
            default:
                await output.WriteLineAsync(
                    "manifest slack takes --socket, or --url with the bot's public address, for example --url https://ops.example.com; Slack calls https addresses only.");
                return 2;
        }
    }

    public static async Task<int> Lives(TextWriter output)
    {
        await output.WriteAsync(Core.Values.Lives.Page(typeof(Services).Assembly));
        return 0;
    }

    public static async Task<int> Discord(TextWriter output)
    {
        await output.WriteAsync(DiscordManifest.Text(Commands));
        return 0;
    }

    /// <summary>Registers the commands in the server that the settings name.</summary>
    public static async Task<int> Apply(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        if (!ChatPlatforms.In(services.GetRequiredService<IConfiguration>()).Discord)
        {
            await output.WriteLineAsync(
                "Discord is not set up: set OPSBOT_Discord__Token, OPSBOT_Discord__ApplicationId and OPSBOT_Discord__GuildId.");
            return 2;
        }
        try
        {
            return await DiscordManifest.Apply(services.GetRequiredService<DiscordApi>(), Commands, output, cancel);
        }
        catch (OptionsValidationException wrong)
        {
            foreach (var problem in wrong.Failures) await output.WriteLineAsync(problem);
            return 2;
        }
    }
}
