#pragma once

#include "data/data_options.hpp"
#include "model/initialization.hpp"
#include "report/format.hpp"
#include "report/report.hpp"
#include "support/arguments.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"

namespace reluscope {

// The words that options take, and a report's `config` holds. "normal:STD" stands for a word with a value.

inline constexpr Choice<Task> k_tasks[] = {
    {"auto", Task::automatic}, {"classification", Task::classification}, {"regression", Task::regression}};
inline constexpr Choice<MissingPolicy> k_missing[] = {
    {"error", MissingPolicy::error}, {"drop", MissingPolicy::drop}, {"mean", MissingPolicy::mean}};
inline constexpr Choice<Scaling> k_scalings[] = {
    {"standard", Scaling::standard}, {"minmax", Scaling::minmax}, {"none", Scaling::none}};
inline constexpr Choice<bool> k_target_scalings[] = {{"standard", true}, {"none", false}};
inline constexpr Choice<int> k_gradients_at_zero[] = {{"0", 0}, {"1", 1}};
inline constexpr Choice<WeightInit> k_weight_inits[] = {{"he_normal", WeightInit::he_normal},
                                                        {"he_uniform", WeightInit::he_uniform},
                                                        {"xavier_normal", WeightInit::xavier_normal},
                                                        {"xavier_uniform", WeightInit::xavier_uniform},
                                                        {"lecun_normal", WeightInit::lecun_normal},
                                                        {"pytorch", WeightInit::pytorch},
                                                        {"rai", WeightInit::rai},
                                                        {"zeros", WeightInit::zeros},
                                                        {"normal:STD", WeightInit::normal}};
inline constexpr Choice<BiasInit> k_bias_inits[] = {{"zeros", BiasInit::zeros},
                                                    {"constant:V", BiasInit::constant},
                                                    {"normal:STD", BiasInit::normal},
                                                    {"pytorch", BiasInit::pytorch}};
inline constexpr Choice<OptimizerKind> k_optimizers[] = {
    {"sgd", OptimizerKind::sgd},         {"momentum", OptimizerKind::momentum}, {"nesterov", OptimizerKind::nesterov},
    {"rmsprop", OptimizerKind::rmsprop}, {"adam", OptimizerKind::adam},         {"adamw", OptimizerKind::adamw}};
inline constexpr Choice<Schedule::Kind> k_schedules[] = {
    {"constant", Schedule::Kind::constant}, {"cosine", Schedule::Kind::cosine}, {"step:N:GAMMA", Schedule::Kind::step}};
inline constexpr Choice<HistoryDetail> k_histories[] = {
    {"units", HistoryDetail::units}, {"layers", HistoryDetail::layers}, {"none", HistoryDetail::none}};

inline constexpr Choice<Format> k_formats[] = {
    {"text", Format::text}, {"markdown", Format::markdown}, {"junit", Format::junit}};

}  // namespace reluscope
