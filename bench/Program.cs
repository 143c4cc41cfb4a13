using OpsBot.Bench;
using OpsBot.Bench.Servers;

const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
var url = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:0";

// The servers that are measured are this program again, in processes of their own.
return args switch
{
    ["serve", "slack", .. var database] => await Bare.Slack(Secret, database.FirstOrDefault(), url),
    ["serve", "discord", .. var database] => await Bare.Discord(SignedInteractions.PublicKey, database.FirstOrDefault(), url),
    ["serve", "answers", var database] => await BareAnswers.Run(Secret, database, url),
    _ => await Measure.Run(Secret, args),
};
