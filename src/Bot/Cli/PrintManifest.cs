using Microsoft.Extensions.Options;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Cli;

/// <summary>The command line's <c>manifest slack</c> and <c>manifest discord</c>.</summary>
static class PrintManifest
{
    static Catalog Commands => Catalog.Of(typeof(Services).Assembly);

    public static async Task<int> Slack(IReadOnlyList<string> args, TextWriter output)
    {
        var url = args.SkipWhile(arg => arg != "--url").Skip(1).FirstOrDefault();
        await output.WriteAsync(SlackManifest.Yaml(Commands, args.Contains("--socket") ? null : new Uri(url ?? SlackManifest.Placeholder)));
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
            await output.WriteLineAsync("Discord is not set up: set OPSBOT_Discord__Token, OPSBOT_Discord__ApplicationId and OPSBOT_Discord__GuildId.");
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
