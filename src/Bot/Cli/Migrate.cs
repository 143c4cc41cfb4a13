using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Cli;

/// <summary>The command line's <c>migrate</c>, run as the owner of the database: its schema, and the role to serve under.</summary>
static class Migrate
{
    public static async Task<int> Run(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        try
        {
            var (code, sentences) = await Run(services, cancel);
            foreach (var sentence in sentences) await output.WriteLineAsync(sentence);
            return code;
        }
        catch (OptionsValidationException wrong)
        {
            foreach (var problem in wrong.Failures) await output.WriteLineAsync(problem);
            return 2;
        }
        catch (NpgsqlException away)
        {
            await output.WriteLineAsync($"The database did not do it: {away.Message}");
            return 1;
        }
    }

    static async Task<(int Code, IReadOnlyList<string> Sentences)> Run(IServiceProvider services, CancellationToken cancel)
    {
        var settings = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if ((await services.GetRequiredService<Migrations>().Apply(cancel)).Failed(out var applied, out var refusal))
            return (1, [refusal.Sentence]);
        var schema = applied switch
        {
            0 => "The database already has this version's schema.",
            1 => "1 migration was applied; the database has this version's schema now.",
            _ => $"{applied} migrations were applied; the database has this version's schema now.",
        };
        if (settings.Role.Length == 0) return (0, [schema]);
        var made = await services.GetRequiredService<ServingRole>().Make(settings.Role, settings.RolePassword, cancel);
        return made is { } no ? (1, [schema, no.Sentence])
            : (0, [schema, $"{settings.Role} may work with it now; the audit it may only append to and read."]);
    }
}
