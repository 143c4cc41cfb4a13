using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Clients.Smtp;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

static class MailsRegistration
{
    public static void AddMails(this IServiceCollection services)
    {
        services.AddOptions<SmtpOptions>()
            .Configure<IServiceProvider>((smtp, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(SmtpOptions.Section).Bind(smtp))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmtpOptions>, SettingsCheck<SmtpOptions>>();
        services.AddSingleton<SmtpPost>();
        services.AddSingleton(provider => new MailCheckup(provider.GetRequiredService<SmtpPost>()));
        services.AddSingleton(provider => new MailRound(
            provider.GetRequiredService<SmtpPost>(), provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<Transactions>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MailRound>>()));
    }
}
