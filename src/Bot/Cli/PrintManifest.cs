using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Cli;

/// <summary>The command line's <c>manifest slack</c>.</summary>
static class PrintManifest
{
    public static async Task<int> Run(IReadOnlyList<string> args, TextWriter output)
    {
        var url = args.SkipWhile(arg => arg != "--url").Skip(1).FirstOrDefault();
        await output.WriteAsync(SlackManifest.Yaml(Catalog.Of(typeof(Services).Assembly), args.Contains("--socket") ? null : new Uri(url ?? SlackManifest.Placeholder)));
        return 0;
    }
}
